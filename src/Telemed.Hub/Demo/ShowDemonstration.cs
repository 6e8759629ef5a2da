using System.Globalization;
using System.Text;
using Telemed.Domain;
using Telemed.Hub.People;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Demo;

/// <summary>The demonstration's log-ins with the code of this moment; nothing anywhere else.</summary>
internal static class ShowDemonstration
{
    internal sealed record DemoLogin(string Login, string Password, string Code, int CodeSeconds, string Role,
        string Name, string Facility);

    internal sealed record Response(IReadOnlyList<DemoLogin> Logins, string DeviceKey, IReadOnlyList<string> AeTitles);

    [Answers<Response>]
    internal static IResult Handle(HubOptions options, TimeProvider time) =>
        options.Demonstration ? TypedResults.Ok(Of(time.GetUtcNow())) : Problems.NotFound();

    internal static Response Of(DateTimeOffset now)
    {
        var names = DemoFacilities.All.ToDictionary(each => each.Code, each => each.Name);
        var left = Totp.StepSeconds - (int)(now.ToUnixTimeSeconds() % Totp.StepSeconds);
        return new Response(
            [.. DemoPeople.All.Where(each => each.IsShown).Select(each => new DemoLogin(each.Login, DemoPeople.Password,
                Totp.Code(each.TotpSecret, Totp.StepAt(now)), left, TextCode.Of(each.Role), each.Name,
                    names[each.Facility]))],
            DemoPeople.DeviceKey, [DemoPeople.AeTitle]);
    }

    /// <summary>The same as text, for whoever started the demonstration in a terminal.</summary>
    internal static string Text(string address, DateTimeOffset now)
    {
        var shown = Of(now);
        var text = new StringBuilder();
        text.Append("\nTELEMED DEMONSTRATION (invented people; never enter real patients)\n\n  ");
        text.Append(address).Append("\n\n");
        text.Append(CultureInfo.InvariantCulture, $"  {"log-in",-20}{"password",-20}{"code",-8}role and place\n");
        foreach (var login in shown.Logins)
            text.Append(CultureInfo.InvariantCulture, $"  {login.Login,-20}{login.Password,-20}{login.Code,-8}")
                .Append(CultureInfo.InvariantCulture, $"{login.Role}: {login.Name}, {login.Facility}\n");
        text.Append(CultureInfo.InvariantCulture,
            $"\n  Codes change every {Totp.StepSeconds} seconds; the sign-in page shows the current ones.\n");
        text.Append("  Device key: ").Append(shown.DeviceKey).Append("\n  AE titles:  TELEMED (this hub), ")
            .AppendJoin(", ", shown.AeTitles).Append('\n');
        return text.ToString();
    }
}

internal static class DemoRoutes
{
    public static void AddDemonstration(this IServiceCollection services) => services.AddSingleton<LoadDemonstration>();

    public static void MapDemonstration(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/demonstration", ShowDemonstration.Handle)
            .Open("the sign-in page of a demonstration shows its log-ins; elsewhere there is nothing");
}
