using System.Globalization;
using Telemed.Samples;

// dotnet run --project samples/Telemed.Samples -- FOLDER [YYYY-MM-DD]: makes the samples and lists them.
// A benchmark asks for one big slide: -- slide FILE WIDTH HEIGHT.
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) => { press.Cancel = true; stop.Cancel(); };
switch (args)
{
    case ["slide", var path, var width, var height]:
        using (var file = File.Create(path))
            SlideSamples.Write(file, Number(width), Number(height), 1, stop.Token);
        Console.WriteLine($"{path}: {new FileInfo(path).Length} bytes");
        return 0;
    case { Length: 1 or 2 } when !args[0].StartsWith('-'):
        var today = args.Length > 1
            ? DateOnly.ParseExact(args[1], "yyyy-MM-dd", CultureInfo.InvariantCulture)
            : DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime);
        foreach (var made in SampleSet.Make(args[0], today, stop.Token))
            Console.WriteLine($"{made.Path}: {made.Story}, {made.Patient.Name}");
        return 0;
    default:
        await Console.Error.WriteLineAsync("Name the folder to make the samples in.");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
