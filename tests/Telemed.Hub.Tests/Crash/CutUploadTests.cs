using Telemed.Hub.Tests.Uploads;
using Telemed.TestKit.Servers;
using Xunit.Abstractions;

namespace Telemed.Hub.Tests.Crash;

/// <summary>The 60 MB form of <c>infra/bench upload</c>.</summary>
[Collection(nameof(KillTests))]
public sealed class CutUploadTests(ITestOutputHelper output)
{
    private const int Megabytes = 60;
    private const int Cuts = 20;

    [CrashFact]
    public async Task A_slide_cut_twenty_times_and_over_a_restart_goes_on_by_itself_and_keeps_its_hash()
    {
        var settings = new Dictionary<string, string>
        {
            ["TELEMED_DEMO"] = "1", ["TELEMED_SAMPLES"] = "", ["Telemed__Limits__LogInsPerMinute"] = "10000",
        };
        var path = Path.Combine(RunFolder.New("cut-upload"), "slide.svs");
        await using (var file = File.Create(path)) NoisySlide.Write(file, Megabytes, CancellationToken.None);
        await using var hub = await HubProcess.Start(settings, CancellationToken.None);
        var logins = (await hub.Demonstration(CancellationToken.None)).GetProperty("logins");
        using var person = await CrashPerson.SignIn(hub, logins, "zhang.guilan", CancellationToken.None);
        var result = await new CutUpload(hub, person.Cookie, path, Cuts, new Random(1)).Run(CancellationToken.None);
        output.WriteLine(result.ToString());
        Assert.True(result.IsSameHash, hub.Log[^Math.Min(hub.Log.Length, 4000)..]);
        Assert.Equal(Cuts + 1, result.Cuts);
        Assert.InRange(result.SentAgain, 0, 0.05);
        Assert.InRange(result.ReadableShare ?? 1, 0, 0.10);
    }
}
