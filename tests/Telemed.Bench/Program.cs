using Telemed.Bench;

// One line a benchmark; each prints its own table and states what it ran on.
(string Name, string What, Func<string[], CancellationToken, Task<int>> Run)[] benches =
[
    ("dicom", "C-STORE, STOW-RS, QIDO-RS, WADO-RS beside Orthanc; [--only ingest,retrieve,large,query,million] "
        + "[--alone] [--ct 400] [--small 2000] [--studies 20000] [--instances 1000000] [--requests 300] "
        + "[--frames 1024]", DicomBench.Run),
    ("dicom-header", "headers a second and their allocation beside fo-dicom's figures", DicomHeaderBench.Run),
    ("main", "an ECG to an open work list; full consultations a second; [--seconds 300] [--clients 16]", MainBench.Run),
    ("ecg", "Accuracy of the ECG measuring on the stored databases.", EcgBench.Run),
    ("ecg-speed", "parse and measure times of every ECG format; ECGs a second over HTTP; [--files] [--seconds 30]",
        EcgSpeedBench.Run),
    ("fuzz", "mutants of real files: fuzz dicom|ecg|slides [count]", FuzzBench.Run),
    ("rooms", "view messages end to end in 250 rooms of four and a lecture of 1,000; "
        + "[--rooms 250] [--people 4] [--listeners 1000] [--seconds 30] [--rate 5]", RoomsBench.Run),
    ("slides", "tiles a second and CPU per tile, with permission; "
        + "[--s3] [--width 46080] [--height 32768] [--seconds 5]", SlideBench.Run),
    ("upload", "a slide in parts, cut twenty times and over one hub restart; [--megabytes 1000] [--cuts 20]",
        UploadBench.Run),
    ("slide-line", "slide views over 2 Mbit/s and 150 ms; [--kilobits 2000] [--delay 150] [--views 40]",
        SlideLineBench.Run),
    ("storage", "jobs, audit lines and objects per second, all durable", StorageBench.Run),
];

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) => { press.Cancel = true; stop.Cancel(); };
var chosen = benches.FirstOrDefault(bench => args.Length > 0 && bench.Name == args[0]);
if (chosen.Run is not null) return await chosen.Run(args[1..], stop.Token);
await Console.Error.WriteLineAsync("Name a benchmark:");
foreach (var bench in benches) await Console.Error.WriteLineAsync($"  {bench.Name,-12} {bench.What}");
return 2;
