#include "app/ctl/command_line.h"
#include "app/ctl/interruption.h"

int main(int argc, char** argv)
{
    halcyon::app::Interruption interruption;
    const int code = halcyon::app::runCommandLine(argc, argv, interruption.token());
    return interruption.exitCode(code);
}
