using Crm.Platform.Search;

namespace Crm.Tests.Platform;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("客户满意度调查", "满意", true)]
    [InlineData("客户满意度调查", "意满", false)]
    [InlineData("张伟", "伟", true)]
    [InlineData("ＡＣＭＥ Ltd.", "acme", true)]
    [InlineData("上海Blue公司", "blue", true)]
    public void Two_characters_find_their_row(string text, string wanted, bool found)
    {
        var words = SearchText.Words(text).Split(' ');
        var query = SearchText.Query(wanted)!.Split(" & ");
        Assert.Equal(found, query.All(q => q.EndsWith(":*", StringComparison.Ordinal) ? words.Any(w => w.StartsWith(q[..^2], StringComparison.Ordinal)) : words.Contains(q)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    [InlineData("'&|!():*\\")]
    public void Text_without_words_asks_for_nothing(string? text) => Assert.Null(SearchText.Query(text));

    [Fact]
    public void Operators_and_quotes_never_reach_the_query() =>
        Assert.Equal("a:* & b:* & c:*", SearchText.Query("a' | b & !c:*"));
}
