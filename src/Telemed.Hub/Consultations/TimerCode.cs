using System.Globalization;
using Telemed.Domain;
using Telemed.Domain.Clocks;

namespace Telemed.Hub.Consultations;

/// <summary>The written form of a timer's name: kind and mark, for example <c>claim_50</c>.</summary>
internal static class TimerCode
{
    internal static string Of(CaseTimer timer) =>
        string.Create(CultureInfo.InvariantCulture, $"{TextCode.Of(timer.Kind)}_{timer.Percent}");

    internal static CaseTimer Parse(string code, DateTimeOffset dueAt)
    {
        var cut = code.LastIndexOf('_');
        return new CaseTimer(
            TextCode.Parse<TimerKind>(code[..cut]), int.Parse(code[(cut + 1)..], CultureInfo.InvariantCulture), dueAt);
    }
}
