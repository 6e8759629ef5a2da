namespace Telemed.Samples;

/// <summary>What the synthetic heart does; each is drawn so that a reader recognises it.</summary>
public enum HeartStory
{
    /// <summary>Sinus rhythm without remark.</summary>
    Normal,
    /// <summary>Sinus tachycardia, 118 beats a minute.</summary>
    Tachycardia,
    /// <summary>Sinus bradycardia, 44 beats a minute.</summary>
    Bradycardia,
    /// <summary>Atrial fibrillation: irregular, no P wave, fine fibrillation.</summary>
    AtrialFibrillation,
    /// <summary>Acute inferior infarction: ST elevation in II, III, aVF, depression in I and aVL.</summary>
    InferiorInfarction,
    /// <summary>Acute anterior infarction: ST elevation in V1 to V4.</summary>
    AnteriorInfarction,
    /// <summary>Left bundle branch block: wide QRS, discordant ST-T.</summary>
    LeftBundleBranchBlock,
    /// <summary>First degree AV block, PR 260 ms.</summary>
    FirstDegreeBlock,
    /// <summary>Long QT.</summary>
    LongQt,
}

/// <summary>One wave of a beat: a bell at a time after the R peak, with one amplitude a lead.</summary>
/// <param name="AtMs">Centre after the R peak in milliseconds, negative before it.</param>
/// <param name="WidthMs">Standard deviation of the bell in milliseconds.</param>
/// <param name="Uv">Amplitudes in microvolts for I, II, V1 to V6.</param>
internal readonly record struct Wave(double AtMs, double WidthMs, double[] Uv);

/// <summary>Builds 12-lead recordings from bells: eight independent leads, four derived exactly.</summary>
/// <remarks>The idea of describing a beat by Gaussian bells: McSharry PE et al., IEEE Trans Biomed Eng
/// 2003;50:289-294.</remarks>
public static class SyntheticHeart
{
    /// <summary>Samples a second of every recording made here.</summary>
    public const int RateHz = 500;

    /// <summary>Stored unit: microvolts for one count.</summary>
    public const double MicrovoltsPerCount = 2.5;

    /// <summary>The order in which leads are returned.</summary>
    public static readonly IReadOnlyList<string> Leads =
        ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];

    private static readonly double[] R = [600, 950, 120, 420, 900, 1350, 1250, 950];
    private static readonly double[] S = [-120, -180, -800, -1150, -750, -380, -160, -70];

    /// <summary>Draws one recording.</summary>
    /// <param name="story">What the heart does.</param>
    /// <param name="seed">Start value of every random part; the same seed gives the same samples.</param>
    /// <param name="seconds">Length in seconds, 1 to 60.</param>
    /// <returns>Twelve arrays of counts in the order of <see cref="Leads"/>, each <paramref name="seconds"/> x 500
    /// long.</returns>
    public static int[][] Record(HeartStory story, int seed, int seconds = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seconds, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seconds, 60);
        var random = new Random(seed);
        var count = seconds * RateHz;
        var uv = new double[8][];
        for (var lead = 0; lead < 8; lead++) uv[lead] = Background(story, random, count, lead);
        foreach (var beatMs in BeatTimes(story, random, seconds))
            foreach (var wave in Beat(story))
                Add(uv, wave, beatMs);
        return Derive(uv, count);
    }

    private static double[] Background(HeartStory story, Random random, int count, int lead)
    {
        var values = new double[count];
        var phase = random.NextDouble() * Math.Tau;
        var fibrillation = story == HeartStory.AtrialFibrillation ? (lead == 2 ? 70.0 : 28.0) : 0;
        for (var i = 0; i < count; i++)
        {
            var t = (double)i / RateHz;
            values[i] = 18 * Math.Sin(Math.Tau * 0.22 * t + phase) + 7 * (random.NextDouble() + random.NextDouble() - 1)
                + fibrillation * (Math.Sin(Math.Tau * 6.1 * t + phase)
                    + 0.6 * Math.Sin(Math.Tau * 7.7 * t + 2 * phase));
        }
        return values;
    }

    private static IEnumerable<double> BeatTimes(HeartStory story, Random random, int seconds)
    {
        var rrMs = story switch
        {
            HeartStory.Tachycardia => 508,
            HeartStory.Bradycardia => 1364,
            HeartStory.AtrialFibrillation => 690,
            HeartStory.InferiorInfarction => 920,
            HeartStory.AnteriorInfarction => 640,
            HeartStory.Normal or HeartStory.LeftBundleBranchBlock or HeartStory.FirstDegreeBlock
                or HeartStory.LongQt => 830.0,
            _ => throw new ArgumentOutOfRangeException(nameof(story)),
        };
        for (var at = 260 + 90 * random.NextDouble(); at < seconds * 1000.0 + 400;)
        {
            yield return at;
            var spread = story == HeartStory.AtrialFibrillation ? 0.62 : 0.03;
            at += rrMs * (1 + spread * (random.NextDouble() - 0.5));
        }
    }

    private static IEnumerable<Wave> Beat(HeartStory story)
    {
        var prMs = story == HeartStory.FirstDegreeBlock ? 260 : 158;
        if (story != HeartStory.AtrialFibrillation)
            yield return new Wave(-prMs + 12, 22, [70, 120, 45, 60, 65, 65, 65, 60]);
        foreach (var wave in story == HeartStory.LeftBundleBranchBlock ? BlockedQrs : NarrowQrs) yield return wave;
        foreach (var wave in Repolarisation(story)) yield return wave;
    }

    private static readonly Wave[] NarrowQrs =
    [
        new(-24, 6.5, [-40, -60, 0, 0, -30, -70, -90, -80]),
        new(0, 10, R),
        new(23, 9, S),
    ];

    private static readonly Wave[] BlockedQrs =
    [
        new(0, 20, [550, 420, -250, -500, -350, 250, 800, 900]),
        new(48, 22, [650, 350, -1250, -1700, -1300, -300, 750, 1000]),
    ];

    private static IEnumerable<Wave> Repolarisation(HeartStory story) => story switch
    {
        HeartStory.InferiorInfarction =>
        [
            new(120, 55, [-130, 290, -60, -90, -40, 10, 40, 40]),
            new(255, 50, [-60, 360, 40, 120, 160, 190, 180, 160]),
        ],
        HeartStory.AnteriorInfarction =>
        [
            new(115, 60, [40, -60, 210, 420, 460, 330, 120, 60]),
            new(235, 48, [90, 30, 320, 620, 640, 480, 260, 160]),
        ],
        HeartStory.LeftBundleBranchBlock =>
        [
            new(160, 60, [-60, -40, 170, 260, 200, 60, -90, -110]),
            new(300, 55, [-140, -90, 260, 420, 360, 90, -170, -210]),
        ],
        HeartStory.LongQt => [new(395, 62, [150, 230, -30, 260, 330, 340, 290, 220])],
        HeartStory.Tachycardia => [new(215, 40, [130, 210, -30, 240, 300, 310, 260, 200])],
        HeartStory.Normal or HeartStory.Bradycardia or HeartStory.AtrialFibrillation or HeartStory.FirstDegreeBlock =>
            [new(270, 50, [150, 240, -30, 270, 340, 350, 300, 230])],
        _ => throw new ArgumentOutOfRangeException(nameof(story)),
    };

    private static void Add(double[][] uv, Wave wave, double beatMs)
    {
        var centre = (beatMs + wave.AtMs) * RateHz / 1000;
        var reach = 4.5 * wave.WidthMs * RateHz / 1000;
        var first = Math.Max(0, (int)(centre - reach));
        var last = Math.Min(uv[0].Length - 1, (int)(centre + reach));
        for (var i = first; i <= last; i++)
        {
            var z = (i - centre) * 1000 / RateHz / wave.WidthMs;
            var bell = Math.Exp(-0.5 * z * z);
            for (var lead = 0; lead < 8; lead++) uv[lead][i] += wave.Uv[lead] * bell;
        }
    }

    /// <summary>
    /// Rounds the eight leads to counts and derives the limb leads, so that Einthoven's law holds to a count.
    /// </summary>
    private static int[][] Derive(double[][] uv, int count)
    {
        var leads = new int[12][];
        for (var i = 0; i < 12; i++) leads[i] = new int[count];
        for (var at = 0; at < count; at++)
        {
            // Even counts keep the halves of aVR, aVL and aVF whole.
            var one = 2 * (int)Math.Round(uv[0][at] / MicrovoltsPerCount / 2);
            var two = 2 * (int)Math.Round(uv[1][at] / MicrovoltsPerCount / 2);
            leads[0][at] = one;
            leads[1][at] = two;
            leads[2][at] = two - one;
            leads[3][at] = -(one + two) / 2;
            leads[4][at] = one - two / 2;
            leads[5][at] = two - one / 2;
            for (var chest = 0; chest < 6; chest++)
                leads[6 + chest][at] = (int)Math.Round(uv[2 + chest][at] / MicrovoltsPerCount);
        }
        return leads;
    }
}
