namespace Telemed.Hub.People;

/// <summary>What a log-in needs to know of a person; the user of ASP.NET Core Identity.</summary>
internal sealed record PersonLogin
{
    public Guid Id { get; init; }
    public string Login { get; set; } = "";
    public string LoginKey { get; set; } = "";
    public bool Active { get; init; }
    public string? PasswordHash { get; set; }
    public bool MustChangePassword { get; init; }

    /// <summary>Sealed by data protection; see <see cref="SecondFactor"/>.</summary>
    public byte[]? TotpSecret { get; init; }

    /// <summary>The last step whose code was used: a code counts once.</summary>
    public long TotpLastStep { get; init; }

    public string SecurityStamp { get; set; } = "";
}
