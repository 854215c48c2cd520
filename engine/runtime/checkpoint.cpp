#include "engine/runtime/checkpoint.h"

#include "engine/proto/checkpoint.pb.h"
#include "engine/runtime/checkpoint_parts.h"

#define XXH_INLINE_ALL
#include <xxhash.h>
#include <zstd.h>

#include <cstring>

namespace halcyon::engine {

namespace {

// "HCP1", XXH64 of what follows it (8 bytes), size unpacked (8 bytes), zstd.
constexpr std::string_view kMagic = "HCP1";
constexpr std::size_t kHead = kMagic.size() + 2 * sizeof(std::uint64_t);
constexpr std::uint64_t kLargestState = std::uint64_t{1} << 35;
constexpr int kCompression = 1; // state is mostly hashes: more effort gains nothing

} // namespace

std::string encodeCheckpoint(const PaymentProcessor& processor, const PartitionTable& partitions)
{
    checkpoint::State state;
    state.set_shards(std::uint32_t(StreamProcessor::kShards));
    for (const StreamId stream : kAllStreams)
        CheckpointWriter::write(processor.stream(stream), stream, partitions, *state.add_streams());
    const std::string plain = state.SerializeAsString();

    std::string bytes(kHead + ZSTD_compressBound(plain.size()), '\0');
    const std::size_t packed
        = ZSTD_compress(bytes.data() + kHead, bytes.size() - kHead, plain.data(), plain.size(), kCompression);
    bytes.resize(kHead + packed);
    const std::uint64_t size = plain.size();
    std::memcpy(bytes.data() + kHead - sizeof size, &size, sizeof size);
    const std::size_t checked = kMagic.size() + sizeof(std::uint64_t);
    const std::uint64_t sum = XXH64(bytes.data() + checked, bytes.size() - checked, 0);
    std::memcpy(bytes.data(), kMagic.data(), kMagic.size());
    std::memcpy(bytes.data() + kMagic.size(), &sum, sizeof sum);
    return bytes;
}

Result<void> restoreCheckpoint(
    std::string_view bytes, PaymentProcessor& processor, PartitionTable& partitions)
{
    if (bytes.size() < kHead || !bytes.starts_with(kMagic))
        return failure(ErrorCode::Data, "The checkpoint has no valid head.");
    const std::size_t checked = kMagic.size() + sizeof(std::uint64_t);
    std::uint64_t sum = 0;
    std::memcpy(&sum, bytes.data() + kMagic.size(), sizeof sum);
    if (sum != XXH64(bytes.data() + checked, bytes.size() - checked, 0))
        return failure(ErrorCode::Data, "The checkpoint's checksum does not match its content.");
    std::uint64_t size = 0;
    std::memcpy(&size, bytes.data() + checked, sizeof size);
    if (size > kLargestState)
        return failure(ErrorCode::Data, "The checkpoint claims an impossible size.");
    std::string plain(size, '\0');
    const std::size_t unpacked
        = ZSTD_decompress(plain.data(), plain.size(), bytes.data() + kHead, bytes.size() - kHead);
    checkpoint::State state;
    if (ZSTD_isError(unpacked) || unpacked != size || !state.ParseFromString(plain))
        return failure(ErrorCode::Data, "The checkpoint cannot be unpacked.");
    if (state.shards() != StreamProcessor::kShards)
        return failure(ErrorCode::Data, "The checkpoint was written with another number of shards.");
    for (const checkpoint::Stream& stream : state.streams()) {
        const auto id = parseStreamName(stream.name());
        if (!id || std::size_t(stream.shards_size()) != StreamProcessor::kShards
            || !CheckpointReader::read(stream, *id, partitions, processor.stream(*id)))
            return failure(ErrorCode::Data, "The checkpoint does not fit this version.");
    }
    return {};
}

} // namespace halcyon::engine
