namespace Telemed.Pathology;

/// <summary>The formats that open as a slide or a photo.</summary>
public enum SlideFormat
{
    /// <summary>Tiled TIFF or BigTIFF (TIFF 6.0, section 15), with or without stored smaller levels.</summary>
    Tiff,

    /// <summary>Aperio SVS: a tiled TIFF whose description begins with "Aperio".</summary>
    Svs,

    /// <summary>Hamamatsu NDPI: one JPEG with restart markers per level behind TIFF-like directories.</summary>
    Ndpi,

    /// <summary>DICOM VL Whole Slide Microscopy (PS3.3 A.32.8).</summary>
    Dicom,

    /// <summary>A JPEG photo (ISO/IEC 10918-1).</summary>
    Jpeg,

    /// <summary>A PNG photo (ISO/IEC 15948).</summary>
    Png,
}

/// <summary>What the first bytes of a file say about it; enough to choose a reader, not to trust it.</summary>
public enum SlideFamily
{
    /// <summary>None of the kinds known here.</summary>
    Unknown,

    /// <summary>TIFF, BigTIFF and everything built on them (SVS, NDPI, BIF, VSI …).</summary>
    Tiff,

    /// <summary>A DICOM file (PS3.10), which may hold a slide level.</summary>
    Dicom,

    /// <summary>A JPEG photo.</summary>
    Jpeg,

    /// <summary>A PNG photo.</summary>
    Png,

    /// <summary>Zeiss CZI: recognised, as those below, in order to be refused with advice.</summary>
    Czi,

    /// <summary>KFBio KFB.</summary>
    Kfb,

    /// <summary>Sqray SDPC or DYQX.</summary>
    Sdpc,

    /// <summary>InteMedic TRON, which is a zip with a member of that name.</summary>
    Tron,

    /// <summary>The pixels of an Olympus VSI slide.</summary>
    Ets,

    /// <summary>The description of a 3DHISTECH MRXS slide.</summary>
    Mrxs,
}

/// <summary>How the pixels of a tile are stored.</summary>
public enum TileCompression
{
    /// <summary>No compression.</summary>
    None,

    /// <summary>Baseline or extended JPEG; served as stored.</summary>
    Jpeg,

    /// <summary>Deflate (TIFF 8 or 32946).</summary>
    Deflate,

    /// <summary>LZW (TIFF 5).</summary>
    Lzw,

    /// <summary>JPEG 2000 with YCbCr components (Aperio 33003).</summary>
    Jpeg2000Ycc,

    /// <summary>JPEG 2000 with RGB components (Aperio 33005), and DICOM JPEG 2000.</summary>
    Jpeg2000,

    /// <summary>JPEG-LS (DICOM).</summary>
    JpegLs,

    /// <summary>DICOM run length encoding.</summary>
    Rle,

    /// <summary>A whole PNG photo.</summary>
    Png,
}
