using Telemed.Domain.RedFlags;

namespace Telemed.Domain.Tests.RedFlags;

public sealed class RedFlagListTests
{
    [Theory]
    [InlineData(ServiceKind.Ecg, new[] { "new_palpitations", "chest_pain_now" }, Colour.Red)]
    [InlineData(ServiceKind.Imaging, new[] { "haemoptysis" }, Colour.Yellow)]
    [InlineData(ServiceKind.General, new string[0], Colour.Green)]
    [InlineData(ServiceKind.Ecg, new[] { "unknown" }, Colour.Green)]
    public void The_most_urgent_tick_suggests_the_colour(ServiceKind service, string[] ticked, Colour colour) =>
        Assert.Equal(colour, RedFlagList.Suggest(service, ticked));

    [Fact]
    public void Every_service_has_flags_and_each_is_named_in_four_languages()
    {
        Assert.All(Enum.GetValues<ServiceKind>(), service => Assert.NotEmpty(RedFlagList.Of(service)));
        Assert.All(RedFlagList.All, flag => Assert.All(
            Enum.GetValues<Language>(), language => Assert.NotEqual("", flag.Label[language])));
    }
}
