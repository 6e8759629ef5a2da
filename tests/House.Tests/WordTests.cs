namespace House.Tests;

public sealed class WordTests
{
    // Unfinished work, other people's machines, and what the analyzers cannot see.
    private static readonly string[] Banned =
        ["TODO", "FIXME", "HACK", "NotImplementedException", "/wor" + "k/", "/ho" + "me/", "dynamic "];

    [Fact]
    public void No_source_holds_unfinished_work_or_a_path_of_some_machine()
    {
        var wrong =
            from file in House.Files("src", "*.cs").Concat(House.Files("tests", "*.cs"))
            .Concat(House.Files("samples", "*.cs"))
                .Concat(House.Files("infra", "*"))
            where !file.EndsWith("WordTests.cs", StringComparison.Ordinal)
                && !file.EndsWith(".ttf", StringComparison.Ordinal)
            from line in House.Lines(file).Index()
            from word in Banned
            where line.Item.Contains(word, StringComparison.Ordinal)
            select $"{file}:{line.Index + 1} holds {word}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Golden_files_say_where_they_come_from()
    {
        if (!Directory.Exists(Path.Combine(House.Root, "tests", "golden"))) return;
        var folders = House.Files("tests/golden", "*").Select(file => Path.GetDirectoryName(file)!).Distinct();
        Assert.Empty(folders.Where(folder => !House.Files(folder, "*.md").Any()));
    }

    [Fact]
    public void Migrations_have_numbers_of_their_own() =>
        Assert.Equal(Telemed.Storage.Migrator.Shipped.Count,
            Telemed.Storage.Migrator.Shipped.DistinctBy(each => each.Number).Count());
}
