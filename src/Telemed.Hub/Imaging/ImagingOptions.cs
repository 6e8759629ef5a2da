using System.ComponentModel.DataAnnotations;

namespace Telemed.Hub.Imaging;

/// <summary>How images are received and shown; section <c>Telemed:Imaging</c>.</summary>
internal sealed record ImagingOptions
{
    /// <summary>The address under which browsers and other programs reach the hub; empty is the address it listens on.
    /// References in answers are made from it, never from what a request claims.</summary>
    public string PublicUrl { get; init; } = "";

    /// <summary>Bytes of one DICOM instance.</summary>
    [Range(1L << 20, 64L << 30)]
    public long InstanceBytes { get; init; } = 4L << 30;

    /// <summary>Instances of one request.</summary>
    [Range(1, 100_000)]
    public int InstancesPerRequest { get; init; } = 10_000;

    /// <summary>Bytes that arriving instances of all requests and associations together may take on disk; beyond it
    /// senders are told to come back later.</summary>
    [Range(1L << 20, 64L << 40)]
    public long SpoolBytes { get; init; } = 50L << 30;

    /// <summary>Seconds without a further instance after which a study counts as whole.</summary>
    [Range(1, 24 * 3600)]
    public int QuietSeconds { get; init; } = 300;

    /// <summary>Decoding processes.</summary>
    [Range(1, 16)]
    public int Decoders { get; init; } = 1;
}
