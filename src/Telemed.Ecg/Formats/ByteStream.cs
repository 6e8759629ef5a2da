using System.Runtime.InteropServices;

namespace Telemed.Ecg.Formats;

/// <summary>A stream over bytes in memory, without copying them where they lie in an array.</summary>
internal static class ByteStream
{
    internal static MemoryStream Over(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var part) && part.Array is { } array
            ? new MemoryStream(array, part.Offset, part.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);
}
