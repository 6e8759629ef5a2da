using System.Globalization;

namespace Telemed.Storage.Jobs;

/// <summary>When recurring work is due: every so often, or daily at a time of day in a zone.</summary>
public abstract record Recurrence
{
    private const char Separator = '|';

    private Recurrence()
    {
    }

    /// <summary>The next time after the given one. Missed times are not made up for.</summary>
    public abstract DateTimeOffset Next(DateTimeOffset after);

    /// <summary>The form that stands in the row.</summary>
    public abstract string Text { get; }

    /// <summary>Every so often, counted from the end of the last run.</summary>
    /// <param name="Interval">At least one second.</param>
    public sealed record Every(TimeSpan Interval) : Recurrence
    {
        /// <inheritdoc/>
        public override DateTimeOffset Next(DateTimeOffset after) => after + Interval;

        /// <inheritdoc/>
        public override string Text =>
            $"every{Separator}{Interval.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)}";
    }

    /// <summary>Daily at a time of day in a zone; a time that a clock change skips runs when the gap ends.</summary>
    public sealed record DailyAt(TimeOnly TimeOfDay, TimeZoneInfo Zone) : Recurrence
    {
        /// <inheritdoc/>
        public override DateTimeOffset Next(DateTimeOffset after)
        {
            var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(after, Zone).Date);
            var due = At(today);
            return due > after ? due : At(today.AddDays(1));
        }

        /// <inheritdoc/>
        public override string Text =>
            $"daily{Separator}{TimeOfDay.ToString("HH:mm:ss", CultureInfo.InvariantCulture)}{Separator}{Zone.Id}";

        private DateTimeOffset At(DateOnly day)
        {
            var local = day.ToDateTime(TimeOfDay);
            // Clocks skip an hour at most in every zone of today, in steps of half an hour at least.
            while (Zone.IsInvalidTime(local)) local = local.AddMinutes(30);
            return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
        }
    }

    /// <summary>Reads the form that <see cref="Text"/> writes.</summary>
    /// <exception cref="FormatException">The text is not of that form.</exception>
    public static Recurrence Parse(string text) => text.Split(Separator) switch
    {
        ["every", var seconds] => new Every(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture))),
        ["daily", var time, var zone] => new DailyAt(
            TimeOnly.ParseExact(time, "HH:mm:ss", CultureInfo.InvariantCulture),
                TimeZoneInfo.FindSystemTimeZoneById(zone)),
        _ => throw new FormatException($"'{text}' is not a recurrence."),
    };
}
