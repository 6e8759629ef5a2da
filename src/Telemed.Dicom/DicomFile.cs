namespace Telemed.Dicom;

/// <summary>What a reader found in one file or stream.</summary>
public sealed class DicomFile
{
    /// <summary>The file meta information, group 0002; empty when the file has none.</summary>
    public required DicomDataset Meta { get; init; }

    /// <summary>The data set, without pixel data.</summary>
    public required DicomDataset Dataset { get; init; }

    /// <summary>The transfer syntax the data set was read with.</summary>
    public required TransferSyntax TransferSyntax { get; init; }

    /// <summary>Where the data set begins in the stream; offsets in it count from 0 again when it is
    /// deflated.</summary>
    public required long DatasetOffset { get; init; }

    /// <summary>The place of the pixels; null when there are none or the read ended before them.</summary>
    public DicomPixelData? PixelData { get; init; }

    /// <summary>What the reader passed over.</summary>
    public required IReadOnlyList<DicomWarning> Warnings { get; init; }

    /// <summary>The bytes before "DICM": may be the head of another format (CVE-2019-11687); empty when there are
    /// none.</summary>
    public required ReadOnlyMemory<byte> Preamble { get; init; }

    /// <summary>True when the 128 bytes and "DICM" of PS3.10 section 7.1 were there.</summary>
    public bool HasPreamble => !Preamble.IsEmpty;

    /// <summary>True when the file begins as Part 10 says.</summary>
    /// <param name="head">The first 132 bytes at least.</param>
    public static bool LooksLike(ReadOnlySpan<byte> head) =>
        head.Length >= 132 && head[128..132].SequenceEqual("DICM"u8);

    /// <summary>True for Part 10 and for a bare data set, which old gateways write without preamble.</summary>
    /// <param name="head">The first 132 bytes, fewer when the file is shorter.</param>
    public static bool MayBe(ReadOnlySpan<byte> head) =>
        LooksLike(head) || Reading.Layout.Guess(head, remaining: null) is not null;
}
