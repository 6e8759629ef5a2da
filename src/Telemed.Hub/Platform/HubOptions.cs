using System.ComponentModel.DataAnnotations;

namespace Telemed.Hub.Platform;

/// <summary>What the hub needs to know to start; section <c>Telemed</c>, or the short TELEMED_ variables.</summary>
internal sealed record HubOptions
{
    /// <summary>The address to listen on. In the demonstration it must be loopback.</summary>
    [Required, Url]
    public string Url { get; init; } = "http://localhost:8080";

    /// <summary>The folder for the embedded database, blobs, spool and anchors.</summary>
    [Required]
    public string Data { get; init; } = ".data";

    /// <summary>A PostgreSQL connection string; empty starts the hub's own private PostgreSQL.</summary>
    public string Database { get; init; } = "";

    /// <summary>The PostgreSQL programs of the embedded database; empty looks in the usual places.</summary>
    public string Postgres { get; init; } = "";

    /// <summary>Loads the demonstration health system and shows its log-ins. Never for real patients.</summary>
    public bool Demonstration { get; init; }

    /// <summary>A folder made by samples/Telemed.Samples whose files the demonstration sends; empty: none.</summary>
    public string Samples { get; init; } = "";

    /// <summary>The built web application; empty looks beside the program and in the source tree.</summary>
    public string WebFolder { get; init; } = "";

    /// <summary>Which doors this process opens: any of web, dimse, jobs, separated by commas.</summary>
    [Required, RegularExpression("^(web|dimse|jobs)(,(web|dimse|jobs))*$")]
    public string Roles { get; init; } = "web,dimse,jobs";

    /// <summary>Seconds a stop waits for running requests and jobs.</summary>
    [Range(1, 300)]
    public int DrainSeconds { get; init; } = 20;

    /// <summary>Bytes a JSON body may have.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public long JsonBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>True when a proxy in front of the hub says who the caller is (X-Forwarded-For and -Proto).</summary>
    public bool BehindProxy { get; init; }

    /// <summary>Database connections this process may hold.</summary>
    [Range(5, 500)]
    public int DatabaseConnections { get; init; } = 40;

    /// <summary>True when this process opens the door named.</summary>
    public bool Opens(string door) => Roles.Split(',').Contains(door, StringComparer.Ordinal);
}

/// <summary>
/// An S3 server for the objects; section <c>Telemed:S3</c>. Without an endpoint they are kept in a folder.
/// </summary>
internal sealed record BucketOptions
{
    /// <summary>
    /// The server's address, such as http://127.0.0.1:9000; empty keeps objects below the data folder.
    /// </summary>
    public string Endpoint { get; init; } = "";

    /// <summary>The bucket; made when absent.</summary>
    public string Bucket { get; init; } = "telemed";

    /// <summary>The access key.</summary>
    public string AccessKey { get; init; } = "";

    /// <summary>The secret key.</summary>
    public string SecretKey { get; init; } = "";

    /// <summary>The region that signatures name.</summary>
    public string Region { get; init; } = "us-east-1";
}

/// <summary>How machine work is done; section <c>Telemed:Jobs</c>.</summary>
internal sealed record JobOptions
{
    /// <summary>Jobs this process runs at a time.</summary>
    [Range(1, 256)]
    public int Parallel { get; init; } = 8;

    /// <summary>Hours after which an object without a row, or a row without an object, is cleared away.</summary>
    [Range(1, 168)]
    public int SweepGraceHours { get; init; } = 2;
}

/// <summary>How long a log-in lives and when it locks; section <c>Telemed:Session</c>.</summary>
internal sealed record LogInOptions
{
    /// <summary>Minutes without a request after which a session ends.</summary>
    [Range(1, 240)]
    public int IdleMinutes { get; init; } = 15;

    /// <summary>Hours after which a session ends in any case.</summary>
    [Range(1, 24)]
    public int AbsoluteHours { get; init; } = 12;

    /// <summary>Minutes a fresh credential may be used for signing.</summary>
    [Range(1, 15)]
    public int FreshMinutes { get; init; } = 5;

    /// <summary>Failed log-ins after which a log-in name is locked.</summary>
    [Range(2, 20)]
    public int LockAfter { get; init; } = 5;

    /// <summary>Minutes a lock lasts.</summary>
    [Range(1, 1440)]
    public int LockMinutes { get; init; } = 15;

    /// <summary>
    /// PBKDF2-SHA512 rounds. 120,000 took 60-150 ms on two slow cores; fewer than 100,000 is refused.
    /// </summary>
    [Range(100_000, 2_000_000)]
    public int PasswordRounds { get; init; } = 120_000;

    /// <summary>True when everyone but kiosks must have a second factor before anything else works.</summary>
    public bool SecondFactorForced { get; init; } = true;
}

/// <summary>How much one caller may ask; section <c>Telemed:Limits</c>.</summary>
internal sealed record LimitOptions
{
    /// <summary>Log-in attempts per minute from one address.</summary>
    [Range(1, 100_000)]
    public int LogInsPerMinute { get; init; } = 30;

    /// <summary>Requests per second of one person or device, sustained.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; init; } = 200;

    /// <summary>Requests one person or device may send at once before the rate counts.</summary>
    [Range(1, 1_000_000)]
    public int RequestBurst { get; init; } = 2000;
}
