namespace House.Tests;

public sealed class LengthTests
{
    private const int LinesMost = 500;
    private const int ColumnsMost = 120;

    private static IEnumerable<string> Sources =>
        House.Files("src", "*.cs").Concat(House.Files("tests", "*.cs")).Concat(House.Files("samples", "*.cs"));

    [Fact]
    public void A_file_holds_one_idea_in_five_hundred_lines_at_most() =>
        Assert.Empty(Sources.Where(file => House.Lines(file).Length > LinesMost));

    [Fact]
    public void A_line_ends_by_column_120() => Assert.Empty(
        from file in Sources
        from line in House.Lines(file).Index()
        where line.Item.Length > ColumnsMost
        select $"{file}:{line.Index + 1} has {line.Item.Length} columns");
}
