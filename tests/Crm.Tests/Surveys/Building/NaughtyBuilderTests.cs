using System.Net;
using Crm.Surveys.Domain;
using Crm.Tests.Support;
using static Crm.Tests.Surveys.Building.Questionnaires;

namespace Crm.Tests.Surveys.Building;

/// <summary>Texts that break programs, through the forms of the builder and of pre-tests: never a fault of ours, never executed.</summary>
public sealed class NaughtyBuilderTests(CrmApp app) : IClassFixture<CrmApp>
{
    public static TheoryData<string> Texts =>
    [
        "<script data-naughty>alert(1)</script>", "\"><img data-naughty src=x onerror=alert(1)>", "{{constructor}} {customer", "%s {0} {1} $1 \\0", "</title></textarea><b data-naughty>", "half\ud83d", "\u202egnp.exe\u202c", "Robert'); drop table surveys.surveys;--",
        new string('长', 10_000), "   \u3000 ", "a\nb\r\nc\nb", "javascript:alert(1)//", "👩🏽‍🚀 crew 𠮷",
    ];

    static void Sound(Answer page)
    {
        Assert.True((int)page.Status < 500, $"{page.Status}");
        Assert.Null(page.Document.QuerySelector("[data-naughty], [onerror]"));
    }

    [Theory, MemberData(nameof(Texts))]
    public async Task Whatever_is_typed_is_shown_as_typed_or_refused(string text)
    {
        var analyst = await app.As("analyst");
        var id = await app.Publish(Survey(Page("p1", Item("a", ItemKind.Single, "x", "y")), Page("p2", Item("b", ItemKind.Rating))));
        foreach (var (url, fields) in new (string, string[])[]
        {
            ($"/surveys/{id}/items/a", ["Form.Text.En", "Form.Hint.Zh", "Form.OptionsEn", "Form.Kind", "Form.IfItem", "Form.IfValues", "Form.Dimension"]), ($"/surveys/{id}/items/b", ["Form.Low.En", "Form.IfItem", "Form.IfValues"]),
            ($"/surveys/{id}/items/new?dimension=p1&kind=Number", ["Form.Min", "Form.Text.Zh"]), ($"/surveys/{id}/dimensions/p1", ["Form.Title.Zh", "Form.Intro.En", "Form.Weight"]), ($"/surveys/{id}/edit", ["Form.Intro.En", "Form.End.Zh"]), ("/surveys/new", ["Form.Title.En", "Form.From"]), ($"/surveys/{id}/pretests/new", ["Form.Names"]),
        })
            foreach (var field in fields) Sound(await analyst.Post(url, (field, text)));
        foreach (var page in new[] { $"/surveys/{id}", $"/surveys/{id}/items/a", $"/surveys/{id}/preview", $"/surveys/{id}/preview/form", $"/surveys/{id}/compare?from=1", $"/surveys/{id}/versions/1" }) Sound(await analyst.Get(page));
        foreach (var query in new[] { $"/surveys/{id}/preview/form?in={Uri.EscapeDataString(text)}&lang=x", $"/surveys/{id}/preview?as={Uri.EscapeDataString(text)}", $"/surveys/{id}/items/new?dimension=p1&kind={Uri.EscapeDataString(text)}" }.Where(q => q.Length < 8000)) Sound(await analyst.Get(query));

        var made = await analyst.Post($"/surveys/{id}/pretests/new", ("Form.Names", "Ann"));
        var link = (await analyst.Get(made.Location!.ToString())).Document.QuerySelector("input[readonly]")!.GetAttribute("value")!;
        var address = new Uri(link).PathAndQuery;
        var tester = app.Anonymous();
        Sound(await tester.Submit(await tester.Get(address), address, ("a.a", text), ("r.a", text), ("go", "Next")));
        Sound(await tester.Get(address));
        Sound(await analyst.Get(made.Location.ToString()));
        Assert.Equal(HttpStatusCode.OK, (await tester.Get(address)).Status);
    }
}
