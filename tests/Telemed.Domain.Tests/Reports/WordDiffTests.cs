using Telemed.Domain.Reports;

namespace Telemed.Domain.Tests.Reports;

public sealed class WordDiffTests
{
    [Theory]
    [InlineData("No fracture seen.", "Fracture seen.", "[-No fracture -][+Fracture +]seen.")]
    [InlineData("left lung clear", "right lung clear", "[-left -][+right +]lung clear")]
    [InlineData("左肺结节", "右肺结节", "[-左-][+右+]肺结节")]
    [InlineData("size 0,5 mm", "size 0,6 mm", "size [-0,5 -][+0,6 +]mm")]
    [InlineData("", "new", "[+new+]")]
    [InlineData("same", "same", "same")]
    public void Words_that_differ_are_shown(string before, string after, string shown) =>
        Assert.Equal(shown, string.Concat(WordDiff.Between(before, after).Select(run => run.Kind switch
        {
            WordChangeKind.Added => $"[+{run.Text}+]",
            WordChangeKind.Removed => $"[-{run.Text}-]",
            _ => run.Text,
        })));
}
