namespace Telemed.Hub.Platform;

/// <summary>How a hub is to be started: by the program, a test or a benchmark.</summary>
internal sealed record HubStart
{
    /// <summary>Command-line settings such as <c>--Telemed:Url=…</c>.</summary>
    public string[] Args { get; init; } = [];

    /// <summary>Settings over everything else.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>The clock; tests move theirs.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Services over those of the hub.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>The least severe log lines written.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>
    /// Whether the short TELEMED_ variables count; tests do without, so that a shell cannot change them.
    /// </summary>
    public bool ReadVariables { get; init; } = true;
}
