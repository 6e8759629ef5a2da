using Telemed.Hub.Platform;

namespace Telemed.Hub.People;

/// <summary>The cookie a browser keeps: no script reads it, no other site makes a browser send it.</summary>
internal static class SessionCookie
{
    public static void Give(HttpContext context, string token) =>
        context.Response.Cookies.Append(Name(context), token, Kind(context));

    public static void Take(HttpContext context) => context.Response.Cookies.Delete(Name(context), Kind(context));

    private static string Name(HttpContext context) =>
        context.Request.IsHttps ? RequestCredential.SecureCookie : RequestCredential.Cookie;

    private static CookieOptions Kind(HttpContext context) => new()
    {
        HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/",
        IsEssential = true,
    };
}
