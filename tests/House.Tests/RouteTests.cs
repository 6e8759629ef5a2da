using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Hub.Platform;

namespace House.Tests;

public sealed class RouteTests
{
    // Changes nobody is accountable for; each says why.
    private static readonly Dictionary<string, string> NotAudited = new()
    {
        ["POST /uploads"] = "a place for bytes on their way; what becomes of them is audited when they are whole",
        ["PATCH /uploads"] = "bytes on their way",
        ["DELETE /uploads"] = "bytes that never became anything",
        ["POST /api/uploads"] = "a place for parts on their way; what becomes of them is audited when they are whole",
        ["PUT /api/uploads"] = "bytes on their way",
        ["DELETE /api/uploads"] = "bytes that never became anything",
        ["POST /api/files/look"] = "looks at the beginning of a file and keeps nothing of it",
        ["GET /dicom-web"] = "the one address that reads and would write answers 501",
        ["POST /api/rooms/{id:guid}/quality"] = "minutes as a browser measured them, kept as what they are",
        ["POST /api/notices/read"] = "having seen a notice changes nothing but the badge",
    };

    // What a use case hands its change to, where the audit row is written for it.
    private static readonly string[] AuditedBy =
        ["AuditLog.Append", "AuditLog.Statement", "PersonChange.Finish", "changes.Run", "ReceiveDicom", "CaseChange",
        "AuditEntries", "change.Audit(",
        ".Did(", "Settle("];

    private static readonly string[] Writes = ["POST", "PUT", "PATCH", "DELETE"];

    private static List<RouteEndpoint> Routes()
    {
        var start = new HubStart
        {
            ReadVariables = false,
            Settings = new Dictionary<string, string?> { ["Telemed:Data"] = Path.Combine(Path.GetTempPath(),
                "telemed-house") },
        };
        var web = HubApp.Build(start);
        return [.. ((IEndpointRouteBuilder)web).DataSources.SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()];
    }

    [Fact]
    public void Every_route_names_who_may_use_it()
    {
        var routes = Routes();
        Assert.True(routes.Count > 60, $"only {routes.Count} routes were found");
        Assert.Empty(routes.Where(route => route.Metadata.GetMetadata<RouteAccess>() is null).Select(Named));
    }

    [Fact]
    public void Every_route_open_to_all_says_why() =>
        Assert.Empty(Routes()
            .Where(route => route.Metadata.GetMetadata<RouteAccess>() is OpenToAll { Why.Length: < 10 }).Select(Named));

    [Fact]
    public void Every_change_writes_an_audit_row()
    {
        var files = House.Files("src/Telemed.Hub", "*.cs").ToDictionary(file => file, House.Text);
        var silent = new List<string>();
        foreach (var route in Routes())
        {
            var method = route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.FirstOrDefault(Writes.Contains);
            if (method is null || route.Metadata.GetMetadata<MethodInfo>() is not { } handler) continue;
            if (NotAudited.Keys.Any(known => Named(route).StartsWith(known, StringComparison.Ordinal))) continue;
            var type = handler.DeclaringType!;
            while (type.DeclaringType is not null) type = type.DeclaringType;
            var written = files.Values.Where(text => text.Contains($"class {type.Name}", StringComparison.Ordinal))
                .ToList();
            if (!written.Any(text => AuditedBy.Any(mark => text.Contains(mark, StringComparison.Ordinal))))
                silent.Add($"{Named(route)} ({type.Name})");
        }
        Assert.Empty(silent);
    }

    private static string Named(RouteEndpoint route) =>
        $"{MethodOf(route)} /{route.RoutePattern.RawText?.TrimStart('/')}";

    private static string MethodOf(RouteEndpoint route) =>
        route.Metadata.GetMetadata<HttpMethodMetadata>() is { HttpMethods: [var method, ..] } ? method : "ANY";
}
