namespace Telemed.Dicom;

/// <summary>The shape of one frame as the image pixel module gives it (PS3.3 C.7.6.3). The one place that multiplies it
/// out.</summary>
public sealed record FrameShape
{
    /// <summary>Height in pixels, 1 to 65535.</summary>
    public required int Rows { get; init; }

    /// <summary>Width in pixels, 1 to 65535.</summary>
    public required int Columns { get; init; }

    /// <summary>Samples of each pixel: 1 for grey and palette, 3 for colour; 4 in retired images.</summary>
    public required int Samples { get; init; }

    /// <summary>Bits each sample takes: 1, 8, 16, 32 or 64.</summary>
    public required int BitsAllocated { get; init; }

    /// <summary>Bits of each sample that mean something.</summary>
    public required int BitsStored { get; init; }

    /// <summary>True when samples are two's complement numbers.</summary>
    public required bool IsSigned { get; init; }

    /// <summary>True when each sample has a plane of its own.</summary>
    public required bool IsPlanar { get; init; }

    /// <summary>What the samples mean, such as MONOCHROME2 or RGB.</summary>
    public required string Photometric { get; init; }

    /// <summary>Bits of a native frame; colour with halved columns takes two thirds (PS3.3 C.7.6.3.1.2).</summary>
    public long NativeBits
    {
        get
        {
            var bits = checked((long)Rows * Columns * Samples * BitsAllocated);
            return Photometric is "YBR_FULL_422" or "YBR_PARTIAL_422" && Samples == 3 ? bits / 3 * 2 : bits;
        }
    }

    /// <summary>Bytes of a native frame that begins on a byte.</summary>
    public long NativeBytes => (NativeBits + 7) / 8;

    /// <summary>Reads the module; null when a value is missing, of a wrong representation or impossible.</summary>
    public static FrameShape? Of(DicomDataset dataset)
    {
        if (Short(dataset, DicomTags.Rows) is not (> 0 and var rows) ||
            Short(dataset, DicomTags.Columns) is not (> 0 and var columns)) return null;
        var samples = dataset.Has(DicomTags.SamplesPerPixel) ? Short(dataset, DicomTags.SamplesPerPixel) : 1;
        var allocated = Short(dataset, DicomTags.BitsAllocated);
        if (samples is not (>= 1 and <= 4) || allocated is not (1 or 8 or 16 or 32 or 64)) return null;
        var stored = Short(dataset, DicomTags.BitsStored) ?? allocated.Value;
        return new FrameShape
        {
            Rows = rows, Columns = columns, Samples = samples.Value, BitsAllocated = allocated.Value,
            BitsStored = stored >= 1 && stored <= allocated ? stored : allocated.Value,
            IsSigned = Short(dataset, DicomTags.PixelRepresentation) == 1,
            IsPlanar = Short(dataset, DicomTags.PlanarConfiguration) == 1,
            Photometric = dataset.GetString(DicomTags.PhotometricInterpretation) ?? "MONOCHROME2",
        };
    }

    // Rows and Columns are 16-bit by the standard: a wider representation is an attack, not a large image.
    private static int? Short(DicomDataset dataset, DicomTag tag) =>
        dataset[tag] is { Vr: DicomVr.US or DicomVr.SS } ? dataset.GetInt(tag) : null;
}
