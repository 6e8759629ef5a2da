using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Telemed.Hub.Platform;

/// <summary>Serves the built web application; any page address answers with its one page.</summary>
internal static class WebFiles
{
    // Addresses of interfaces never fall back to the page: a wrong one is a 404 problem.
    private static readonly string[] InterfacePrefixes =
        ["/api", "/uploads", "/dicom-web", "/live", "/health", "/metrics", "/openapi", "/slides", "/assets", "/iiif"];

    /// <summary>The folder to serve, or null when the web application was not built.</summary>
    public static string? Find(HubOptions options)
    {
        if (options.WebFolder.Length > 0)
            return Directory.Exists(options.WebFolder) ? Path.GetFullPath(options.WebFolder) : null;
        var beside = Path.Combine(AppContext.BaseDirectory, "web");
        if (File.Exists(Path.Combine(beside, "index.html"))) return beside;
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (!File.Exists(Path.Combine(at.FullName, "Telemed.sln"))) continue;
            var built = Path.Combine(at.FullName, "src", "Telemed.Web", "dist");
            return File.Exists(Path.Combine(built, "index.html")) ? built : null;
        }
        return null;
    }

    public static void UseWebFiles(this WebApplication app, string folder)
    {
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".wasm"] = "application/wasm";
        types.Mappings[".webmanifest"] = "application/manifest+json";
        var files = new PhysicalFileProvider(folder);
        app.Use((context, next) =>
        {
            if (IsPage(context.Request)) context.Request.Path = "/index.html";
            return next(context);
        });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            ContentTypeProvider = types,
            OnPrepareResponse = answer => answer.Context.Response.Headers.CacheControl =
                // Built names below assets carry a hash of their content; everything else is asked for again.
                answer.Context.Request.Path.StartsWithSegments("/assets")
                    ? "public, max-age=31536000, immutable" : "no-cache",
        });
    }

    private static bool IsPage(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
        && !Path.HasExtension(request.Path)
        && !Array.Exists(InterfacePrefixes, prefix => request.Path.StartsWithSegments(prefix))
        && !request.Path.StartsWithSegments("/verify/");
}
