using Crm.Knowledge.Domain;
using Crm.Knowledge.Features.Articles;
using Crm.Knowledge.Features.HelpCenter;
using FsCheck;
using FsCheck.Fluent;

namespace Crm.Tests.Knowledge;

public sealed class DomainTests
{
    [Theory]
    [InlineData("How to sign in?", "how-to-sign-in"), InlineData("  A / B -- C ", "a-b-c"), InlineData("如何申请发票？", "如何申请发票"), InlineData("ＦＡＱ：退货", "faq-退货"), InlineData("!!!", "article"), InlineData("Café Ünïted", "café-ünïted")]
    public void An_address_is_made_of_letters_and_digits_of_any_script(string title, string slug) => Assert.Equal(slug, Translation.SlugOf(title));

    [Fact]
    public void An_address_is_never_too_long() => Assert.True(Translation.SlugOf(new string('字', 500)).Length <= Article.SlugLength - 8);

    [Fact]
    public void A_comparison_holds_both_texts_and_nothing_else()
    {
        var lines = Gen.Elements("a", "b", "c", "").ArrayOf().Select(l => string.Join('\n', l));
        Check.QuickThrowOnFailure(Prop.ForAll(lines.ToArbitrary(), lines.ToArbitrary(), (before, after) =>
        {
            var diff = LineDiff.Of(before, after);
            return Join(diff.Where(l => l.Change != LineChange.New)) == before && Join(diff.Where(l => l.Change != LineChange.Gone)) == after
                && (before != after || diff.All(l => l.Change == LineChange.Same));
        }));

        static string Join(IEnumerable<(LineChange, string Text)> lines) => string.Join('\n', lines.Select(l => l.Text));
    }

    [Theory]
    [InlineData("How do I reset my password", "reset | password"), InlineData("the and of", null), InlineData("发票", "发票"), InlineData("it's & (a | b)", null)]
    public void Only_telling_words_make_articles_alike(string text, string? query) => Assert.Equal(query, ArticleQueries.AnyWord(text));

    [Theory]
    [InlineData("  Reset  PASSWORD ", "reset password"), InlineData("mail me a@b.cn 13800001111 now", "mail me now"), InlineData("12345", ""), InlineData("发票 2026", "发票 2026")]
    public void Of_a_search_only_words_are_kept(string typed, string kept) => Assert.Equal(kept, Readings.Words(typed));

    [Theory]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", false), InlineData("Mozilla/5.0 (compatible; Baiduspider/2.0)", true), InlineData("", true), InlineData("curl/8.5", true)]
    public void Machines_that_say_so_are_told_apart(string agent, bool machine) => Assert.Equal(machine, Robots.Is(agent));
}
