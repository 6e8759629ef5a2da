namespace Telemed.TestKit.Servers;

/// <summary>A fact that needs an S3 server and is skipped, visibly, without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class S3FactAttribute : FactAttribute
{
    /// <summary>Skips when there is no S3 server.</summary>
    public S3FactAttribute() => Skip = Radosgw.WhyAbsent;
}

/// <summary>A theory that needs an S3 server and is skipped, visibly, without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class S3TheoryAttribute : TheoryAttribute
{
    /// <summary>Skips when there is no S3 server.</summary>
    public S3TheoryAttribute() => Skip = Radosgw.WhyAbsent;
}
