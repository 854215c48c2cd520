#include "engine/runtime/checkpoint.h"

#include "engine/proto/checkpoint.pb.h"
#include "engine/runtime/checkpoint_parts.h"
#include "engine/runtime/parallel.h"

#define XXH_INLINE_ALL
#include <xxhash.h>
#include <zstd.h>

#include <cstring>
#include <optional>
#include <utility>
#include <vector>

namespace halcyon::engine {

namespace {

// "HCP2", XXH64 of what follows it (8 bytes), then zstd frames that know their size, each a State with a part
// of all.
constexpr std::string_view kMagic = "HCP2";
constexpr std::size_t kHead = kMagic.size() + sizeof(std::uint64_t);
constexpr std::uint64_t kLargestPart = std::uint64_t{1} << 31; // Protobuf's own limit
constexpr int kCompression = 1; // state is mostly hashes: more effort gains nothing

[[nodiscard]] std::string pack(const checkpoint::State& state)
{
    const std::string plain = state.SerializeAsString();
    std::string packed(ZSTD_compressBound(plain.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), kCompression));
    packed.shrink_to_fit();
    return packed;
}

/// The frames of a checkpoint; nothing when they do not fill it.
[[nodiscard]] std::optional<std::vector<std::string_view>> framesOf(std::string_view bytes)
{
    std::vector<std::string_view> frames;
    while (!bytes.empty()) {
        const std::size_t size = ZSTD_findFrameCompressedSize(bytes.data(), bytes.size());
        if (ZSTD_isError(size))
            return std::nullopt;
        frames.push_back(bytes.substr(0, size));
        bytes.remove_prefix(size);
    }
    return frames;
}

[[nodiscard]] bool unpack(std::string_view frame, checkpoint::State& state)
{
    const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());
    if (size > kLargestPart) // or unknown, or an error: their codes are larger
        return false;
    std::string plain(size, '\0');
    return ZSTD_decompress(plain.data(), plain.size(), frame.data(), frame.size()) == size
        && state.ParseFromString(plain);
}

/// Puts one part back; returns how many shards it held, or why it cannot be used.
[[nodiscard]] Result<std::size_t> restorePart(
    const checkpoint::State& state, PaymentProcessor& processor, PartitionTable& partitions)
{
    if (state.shards() != StreamProcessor::kShards)
        return failure(ErrorCode::Data, "The checkpoint was written with another number of shards.");
    std::size_t shards = 0;
    for (const checkpoint::Stream& stream : state.streams()) {
        const auto id = parseStreamName(stream.name());
        if (!id || !CheckpointReader::read(stream, *id, partitions, processor.stream(*id)))
            return failure(ErrorCode::Data, "The checkpoint does not fit this version.");
        shards += std::size_t(stream.shards_size());
    }
    return shards;
}

} // namespace

CheckpointDraft::CheckpointDraft(const PaymentProcessor& processor, const PartitionTable& partitions)
{
    for (const StreamId id : kAllStreams) {
        const StreamProcessor& stream = processor.stream(id);
        Part& part = m_parts[indexOf(id)];
        checkpoint::State head;
        head.set_shards(std::uint32_t(StreamProcessor::kShards));
        CheckpointWriter::writeHead(stream, id, partitions, *head.add_streams());
        part.head = pack(head);
        part.shards = stream.shards();
    }
}

std::string CheckpointDraft::encode() &&
{
    std::string bytes(kMagic);
    bytes.resize(kHead);
    for (const StreamId id : kAllStreams) {
        Part& part = m_parts[indexOf(id)];
        bytes += part.head;
        for (std::size_t i = 0; i < part.shards.size(); ++i) {
            checkpoint::State state;
            state.set_shards(std::uint32_t(StreamProcessor::kShards));
            CheckpointWriter::writeShard(std::exchange(part.shards[i], {}), id, i, *state.add_streams());
            bytes += pack(state);
        }
    }
    const std::uint64_t sum = XXH64(bytes.data() + kHead, bytes.size() - kHead, 0);
    std::memcpy(bytes.data() + kMagic.size(), &sum, sizeof sum);
    return bytes;
}

Result<void> restoreCheckpoint(
    std::string_view bytes, PaymentProcessor& processor, PartitionTable& partitions)
{
    if (bytes.size() < kHead || !bytes.starts_with(kMagic))
        return failure(ErrorCode::Data, "The checkpoint has no valid head.");
    std::uint64_t sum = 0;
    std::memcpy(&sum, bytes.data() + kMagic.size(), sizeof sum);
    bytes.remove_prefix(kHead);
    if (sum != XXH64(bytes.data(), bytes.size(), 0))
        return failure(ErrorCode::Data, "The checkpoint's checksum does not match its content.");
    const auto frames = framesOf(bytes);
    if (!frames)
        return failure(ErrorCode::Data, "The checkpoint cannot be unpacked.");
    std::vector<Result<std::size_t>> parts(frames->size(), std::size_t{0});
    parallelFor(parts.size(), [&](std::size_t i) {
        checkpoint::State state;
        parts[i] = unpack((*frames)[i], state)
            ? restorePart(state, processor, partitions)
            : Result<std::size_t>(failure(ErrorCode::Data, "The checkpoint cannot be unpacked."));
    });
    std::size_t shards = 0;
    for (const Result<std::size_t>& part : parts) {
        if (!part)
            return tl::unexpected(part.error());
        shards += *part;
    }
    if (shards != kStreamCount * StreamProcessor::kShards)
        return failure(ErrorCode::Data, "The checkpoint lacks some of its shards.");
    return {};
}

} // namespace halcyon::engine
