#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <utility>

#ifndef HALCYON_STD_THREADS
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>
#endif

namespace halcyon::engine {

// The one place in the engine that names TBB's algorithms. The tsan preset
// defines HALCYON_STD_THREADS: Debian's libtbb is not instrumented, so TSan
// reports races on correct code and misses planted ones; there the same calls
// run on std::async, and TSan checks our code.

/// Messages from which on a batch is worth more than one thread.
inline constexpr std::size_t kHeavyBatch = 1024;

/// While it lives, the two functions below use at most `threads` threads of this process.
class ThreadLimit {
public:
    explicit ThreadLimit([[maybe_unused]] int threads)
#ifndef HALCYON_STD_THREADS
        : m_limit(tbb::global_control::max_allowed_parallelism, std::size_t(threads))
#endif
    {
    }

private:
#ifndef HALCYON_STD_THREADS
    tbb::global_control m_limit;
#endif
};

/// Calls `work(i)` for i in [0, n), in parallel, in no promised order; returns
/// when all are done. Safe inside a `parallelPipeline` stage: a thread that
/// waits here never picks up another stage's work.
template <typename Work>
void parallelFor(std::size_t n, const Work& work)
{
#ifdef HALCYON_STD_THREADS
    auto upper = std::async(std::launch::async, [&] {
        for (std::size_t i = n / 2; i < n; ++i)
            work(i);
    });
    for (std::size_t i = 0; i < n / 2; ++i)
        work(i);
    upper.get();
#else
    tbb::this_task_arena::isolate(
        [&] { tbb::parallel_for(std::size_t{0}, n, [&](std::size_t i) { work(i); }); });
#endif
}

/// The part of `parallelPipeline` that runs in parallel.
template <typename In, typename Out>
void runPipeline(std::size_t tokens, const std::function<std::optional<In>()>& produce,
    const std::function<Out(In&&)>& transform, const std::function<void(Out&&)>& consume)
{
#ifdef HALCYON_STD_THREADS
    std::deque<std::future<Out>> underWay;
    for (bool more = true; more || !underWay.empty();) {
        if (more) {
            if (std::optional<In> item = produce())
                underWay.push_back(std::async(std::launch::async,
                    [&transform, in = std::move(*item)]() mutable { return transform(std::move(in)); }));
            else
                more = false;
        }
        if (!underWay.empty()
            && (!more || underWay.size() >= tokens
                || underWay.front().wait_for(std::chrono::seconds{0}) == std::future_status::ready)) {
            consume(underWay.front().get());
            underWay.pop_front();
        }
    }
#else
    // One thread more than cores: `produce` waits for the network most of the time.
    const int threads = tbb::info::default_concurrency() + 1;
    const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism, std::size_t(threads));
    tbb::task_arena arena(threads);
    arena.execute([&] {
        // TBB copies what travels between filters, so items travel as pointers.
        tbb::parallel_pipeline(tokens,
            tbb::make_filter<void, In*>(tbb::filter_mode::serial_in_order,
                [&](tbb::flow_control& flow) -> In* {
                    if (std::optional<In> item = produce())
                        return new In(std::move(*item));
                    flow.stop();
                    return nullptr;
                })
                & tbb::make_filter<In*, Out*>(tbb::filter_mode::parallel,
                    [&](In* in) {
                        const std::unique_ptr<In> owned(in);
                        return new Out(transform(std::move(*owned)));
                    })
                & tbb::make_filter<Out*, void>(tbb::filter_mode::serial_in_order, [&](Out* out) {
                      const std::unique_ptr<Out> owned(out);
                      consume(std::move(*owned));
                  }));
    });
#endif
}

/// Runs items through `produce` (one at a time, in order; nothing ends the
/// run), `transform` (several items at once) and `consume` (one at a time, in
/// the order produced), with at most `tokens` items on their way. Returns when
/// the last item is consumed. `produce` may block for a short while.
///
/// An item that is not `isHeavy` is worked by the calling thread alone, after
/// those before it: for a few messages every some milliseconds TBB's threads would
/// spin from one to the next and take a core (measured at 10 000 messages a second).
template <typename In, typename Out>
void parallelPipeline(std::size_t tokens, const std::function<bool(const In&)>& isHeavy,
    const std::function<std::optional<In>()>& produce, const std::function<Out(In&&)>& transform,
    const std::function<void(Out&&)>& consume)
{
    std::optional<In> item = produce();
    while (item) {
        if (!isHeavy(*item)) {
            consume(transform(std::move(*item)));
            item = produce();
            continue;
        }
        bool isFirst = true;
        runPipeline<In, Out>(
            tokens,
            [&]() -> std::optional<In> {
                if (!std::exchange(isFirst, false))
                    item = produce();
                if (!item || !isHeavy(*item))
                    return std::nullopt;
                return std::exchange(item, std::nullopt);
            },
            transform, consume);
    }
}

} // namespace halcyon::engine
