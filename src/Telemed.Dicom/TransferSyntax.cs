using System.Collections.Frozen;

namespace Telemed.Dicom;

/// <summary>How a data set is laid out in bytes (PS3.5 section 10).</summary>
/// <param name="Uid">The transfer syntax UID.</param>
/// <param name="Name">A short name for people.</param>
/// <param name="IsExplicit">True when each element states its representation.</param>
/// <param name="IsBigEndian">True for the retired big-endian syntax.</param>
/// <param name="IsDeflated">True when the data set is one deflate stream.</param>
/// <param name="IsEncapsulated">True when pixel data is a chain of compressed fragments.</param>
/// <param name="IsLossy">True when pixels cannot come back exactly.</param>
public sealed record TransferSyntax(
    string Uid, string Name, bool IsExplicit, bool IsBigEndian, bool IsDeflated, bool IsEncapsulated, bool IsLossy)
{
    /// <summary>The default syntax of every network association.</summary>
    public static readonly TransferSyntax ImplicitLittleEndian =
        new("1.2.840.10008.1.2", "Implicit VR Little Endian", false, false, false, false, false);

    /// <summary>The plain syntax of files.</summary>
    public static readonly TransferSyntax ExplicitLittleEndian =
        new("1.2.840.10008.1.2.1", "Explicit VR Little Endian", true, false, false, false, false);

    /// <summary>Retired, still sent.</summary>
    public static readonly TransferSyntax ExplicitBigEndian =
        new("1.2.840.10008.1.2.2", "Explicit VR Big Endian", true, true, false, false, false);

    /// <summary>The data set as one deflate stream.</summary>
    public static readonly TransferSyntax Deflated =
        new("1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", true, false, true, false, false);

    private static readonly FrozenDictionary<string, TransferSyntax> Known = All().ToFrozenDictionary(s => s.Uid);

    /// <summary>The syntax with that UID; one we do not know is taken as encapsulated explicit little endian.</summary>
    public static TransferSyntax Of(string uid) => Known.TryGetValue(uid, out var syntax)
        ? syntax : new TransferSyntax(uid, "unknown", true, false, false, true, false);

    /// <summary>True when the UID is in our table.</summary>
    public static bool IsKnown(string uid) => Known.ContainsKey(uid);

    /// <summary>Every syntax in our table.</summary>
    public static IEnumerable<TransferSyntax> KnownSyntaxes => Known.Values;

    private static IEnumerable<TransferSyntax> All()
    {
        yield return ImplicitLittleEndian;
        yield return ExplicitLittleEndian;
        yield return ExplicitBigEndian;
        yield return Deflated;
        foreach (var (uid, name, lossy) in Encapsulated)
            yield return new TransferSyntax(uid, name, true, false, false, true, lossy);
    }

    private static (string Uid, string Name, bool IsLossy)[] Encapsulated =>
    [
        ("1.2.840.10008.1.2.5", "RLE Lossless", false),
        ("1.2.840.10008.1.2.8.1", "Deflated Image Frame Compression", false),
        ("1.2.840.10008.1.2.4.50", "JPEG Baseline", true),
        ("1.2.840.10008.1.2.4.51", "JPEG Extended 12-bit", true),
        ("1.2.840.10008.1.2.4.53", "JPEG Spectral Selection (retired)", true),
        ("1.2.840.10008.1.2.4.55", "JPEG Progressive (retired)", true),
        ("1.2.840.10008.1.2.4.57", "JPEG Lossless", false),
        ("1.2.840.10008.1.2.4.70", "JPEG Lossless, first-order prediction", false),
        ("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless", false),
        ("1.2.840.10008.1.2.4.81", "JPEG-LS Near-lossless", true),
        ("1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless", false),
        ("1.2.840.10008.1.2.4.91", "JPEG 2000", true),
        ("1.2.840.10008.1.2.4.92", "JPEG 2000 Part 2 Lossless", false),
        ("1.2.840.10008.1.2.4.93", "JPEG 2000 Part 2", true),
        ("1.2.840.10008.1.2.4.94", "JPIP Referenced", true),
        ("1.2.840.10008.1.2.4.100", "MPEG2 Main Profile, Main Level", true),
        ("1.2.840.10008.1.2.4.100.1", "Fragmentable MPEG2 Main Profile, Main Level", true),
        ("1.2.840.10008.1.2.4.101", "MPEG2 Main Profile, High Level", true),
        ("1.2.840.10008.1.2.4.101.1", "Fragmentable MPEG2 Main Profile, High Level", true),
        ("1.2.840.10008.1.2.4.102", "MPEG-4 AVC/H.264 High Profile", true),
        ("1.2.840.10008.1.2.4.102.1", "Fragmentable MPEG-4 AVC/H.264 High Profile", true),
        ("1.2.840.10008.1.2.4.103", "MPEG-4 AVC/H.264 BD-compatible", true),
        ("1.2.840.10008.1.2.4.103.1", "Fragmentable MPEG-4 AVC/H.264 BD-compatible", true),
        ("1.2.840.10008.1.2.4.104", "MPEG-4 AVC/H.264 for 2D video", true),
        ("1.2.840.10008.1.2.4.105", "MPEG-4 AVC/H.264 for 3D video", true),
        ("1.2.840.10008.1.2.4.106", "MPEG-4 AVC/H.264 Stereo", true),
        ("1.2.840.10008.1.2.4.107", "HEVC/H.265 Main", true),
        ("1.2.840.10008.1.2.4.108", "HEVC/H.265 Main 10", true),
        ("1.2.840.10008.1.2.4.110", "JPEG XL Lossless", false),
        ("1.2.840.10008.1.2.4.111", "JPEG XL Recompression", true),
        ("1.2.840.10008.1.2.4.112", "JPEG XL", true),
        ("1.2.840.10008.1.2.4.201", "HTJ2K Lossless", false),
        ("1.2.840.10008.1.2.4.202", "HTJ2K Lossless RPCL", false),
        ("1.2.840.10008.1.2.4.203", "HTJ2K", true),
    ];
}
