namespace Telemed.Hub.Platform;

/// <summary>What a request brought to say who it is: a session's token or a device's key.</summary>
/// <param name="Secret">The token or key itself; never logged.</param>
/// <param name="FromCookie">Whether a browser sent it by itself.</param>
internal readonly record struct RequestCredential(string Secret, bool FromCookie)
{
    internal const string DevicePrefix = "tmd_";
    internal const string Cookie = "telemed";
    internal const string SecureCookie = "__Host-telemed";
    private const string Scheme = "Bearer ";

    public bool IsDeviceKey => !FromCookie && Secret.StartsWith(DevicePrefix, StringComparison.Ordinal);

    public static RequestCredential? Of(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return Bounded(authorization[Scheme.Length..].Trim(), fromCookie: false);
        var name = request.IsHttps ? SecureCookie : Cookie;
        return request.Cookies.TryGetValue(name, out var token) ? Bounded(token, fromCookie: true) : null;
    }

    private static RequestCredential? Bounded(string secret, bool fromCookie) =>
        secret.Length is > 0 and <= SecretText.LengthLimit ? new(secret, fromCookie) : null;
}
