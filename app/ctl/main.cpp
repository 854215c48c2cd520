#include "app/ctl/command_line.h"
#include "app/ctl/interruption.h"
#include "engine/runtime/backlog_memory.h"

int main(int argc, char** argv)
{
    halcyon::engine::keepFreedMemory();
    halcyon::app::Interruption interruption;
    const int code = halcyon::app::runCommandLine(argc, argv, interruption.token());
    return interruption.exitCode(code);
}
