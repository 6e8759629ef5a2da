using System.ComponentModel.DataAnnotations;

namespace Telemed.Hub.Dimse;

/// <summary>The DIMSE door; section <c>Telemed:Dimse</c>.</summary>
internal sealed record DimseOptions
{
    /// <summary>Port on the loopback address without TLS; 0 closes it (TELEMED_DIMSE_PORT). -1 takes any free
    /// port.</summary>
    [Range(-1, 65535)]
    public int Port { get; init; } = 11112;

    /// <summary>Port with mutual TLS on every address; 0 closes it. It needs the three files below.</summary>
    [Range(0, 65535)]
    public int TlsPort { get; init; }

    /// <summary>PEM file with the hub's certificate.</summary>
    public string Certificate { get; init; } = "";

    /// <summary>PEM file with the key of the certificate.</summary>
    public string CertificateKey { get; init; } = "";

    /// <summary>PEM file with the authority that signs the certificates of peers; the common name is the AE
    /// title.</summary>
    public string PeerAuthority { get; init; } = "";

    /// <summary>Our application entity title.</summary>
    [Required, RegularExpression("^[A-Z0-9_. -]{1,16}$")]
    public string AeTitle { get; init; } = "TELEMED";

    /// <summary>Where C-MOVE may send, each as TITLE=host:port. Nothing else is reachable.</summary>
    public string[] Destinations { get; init; } = [];

    /// <summary>The host and port of a registered destination, or null.</summary>
    public string? PlaceOf(string aeTitle) => Destinations
        .Where(one => one.StartsWith(aeTitle + "=", StringComparison.Ordinal))
        .Select(one => one[(aeTitle.Length + 1)..]).FirstOrDefault();

    /// <summary>
    /// Devices that know one character set only, each as TITLE=GB18030: their questions are read in it, and answered.
    /// </summary>
    public string[] CharacterSets { get; init; } = [];

    /// <summary>The character set of a device, or null.</summary>
    public string? CharacterSetOf(string aeTitle) => CharacterSets
        .Where(one => one.StartsWith(aeTitle + "=", StringComparison.Ordinal))
        .Select(one => one[(aeTitle.Length + 1)..]).FirstOrDefault();

    /// <summary>Associations at a time; the next are told to come back later.</summary>
    [Range(1, 1000)]
    public int Associations { get; init; } = 50;

    /// <summary>Seconds an association may be silent.</summary>
    [Range(5, 3600)]
    public int IdleSeconds { get; init; } = 120;
}
