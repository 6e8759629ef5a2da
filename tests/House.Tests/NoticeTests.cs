using System.Text.RegularExpressions;
using Telemed.Domain;
using Telemed.Domain.Clocks;

namespace House.Tests;

public sealed partial class NoticeTests
{
    private const string Words = "src/Telemed.Web/src/shell/noticeWords.ts";

    [Fact]
    public void Every_notice_the_hub_sends_has_a_sentence_in_the_browser()
    {
        var known = Key().Matches(House.Text(Words)).Select(match => match.Groups["key"].Value).ToHashSet();
        var sent = House.Files("src/Telemed.Hub", "*.cs")
            .SelectMany(file => Telling().Matches(House.Text(file)))
            .SelectMany(call => Code().Matches(call.Value)).Select(match => match.Groups["code"].Value)
            .Concat(TextCode.All<NoticeKind>())
            .ToHashSet();
        Assert.Contains("critical_unanswered", sent);
        Assert.Empty(sent.Except(known));
    }

    // The end of a call is the end of its statement; texts that are no codes have capitals or blanks.
    [GeneratedRegex(@"\b(TellSender|TellReader|TellAfterwards|TellPeople\.(Person|Audience))\([^;]*;")]
    private static partial Regex Telling();

    [GeneratedRegex("\"(?<code>[a-z]+(_[a-z]+)*)\"(?!\\])")]
    private static partial Regex Code();

    [GeneratedRegex(@"^\s{4}(?<key>[a-z_]+):", RegexOptions.Multiline)]
    private static partial Regex Key();
}
