#include "engine/runtime/checkpoint.h"

#include "engine/proto/checkpoint.pb.h"
#include "engine/runtime/checkpoint_parts.h"
#include "engine/runtime/parallel.h"

#define XXH_INLINE_ALL
#include <xxhash.h>
#include <zstd.h>

#include <algorithm>
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

/// Packs one State after the other behind `bytes`. The next one uses the memory of the last: new memory is
/// what made a checkpoint dear.
class StatePacker {
public:
    explicit StatePacker(std::string& bytes)
        : m_bytes(bytes)
    {
    }

    /// To be filled, then `append`ed.
    [[nodiscard]] checkpoint::State& next()
    {
        m_state.Clear();
        m_state.set_shards(std::uint32_t(StreamProcessor::kShards));
        return m_state;
    }

    /// `left`: so many more of about this size will follow.
    void append(std::size_t left)
    {
        m_state.SerializeToString(&m_plain);
        m_packed.resize(std::max(m_packed.size(), ZSTD_compressBound(m_plain.size())));
        const std::size_t size
            = ZSTD_compress(m_packed.data(), m_packed.size(), m_plain.data(), m_plain.size(), kCompression);
        if (const std::size_t needed = m_bytes.size() + size; m_bytes.capacity() < needed)
            m_bytes.reserve(needed + left * size + left * size / 8);
        m_bytes.append(m_packed, 0, size);
    }

private:
    std::string& m_bytes;
    checkpoint::State m_state;
    std::string m_plain;
    std::string m_packed; ///< only grows
};

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
        StatePacker packer(part.head);
        CheckpointWriter::writeHead(stream, id, partitions, *packer.next().add_streams());
        packer.append(0);
        part.shards = stream.shards();
    }
}

std::string CheckpointDraft::encode() &&
{
    std::string bytes(kMagic);
    bytes.resize(kHead);
    StatePacker packer(bytes);
    for (const StreamId id : kAllStreams) {
        Part& part = m_parts[indexOf(id)];
        bytes += part.head;
        for (std::size_t i = 0; i < part.shards.size(); ++i) {
            CheckpointWriter::writeShard(
                std::exchange(part.shards[i], {}), id, i, *packer.next().add_streams());
            packer.append(part.shards.size() - i - 1);
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
