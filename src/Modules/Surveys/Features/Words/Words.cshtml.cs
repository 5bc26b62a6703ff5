using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Words;

[Needs("surveys.results")]
internal sealed class WordsPage(CurrentUser user) : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public ReadWords.Query Filter { get; set; } = new();

    public ReadWords.View Words { get; private set; } = null!;

    public IReadOnlyList<Choice> Texts => [.. Words.Definition.Items.Where(i => i.IsText).Select(i => new Choice(i.Key, i.Text.In(user.Language)))];

    public IReadOnlyList<Choice> Scales => [.. Words.Definition.Items.Where(i => i is { Scale: not null, Kind: not ItemKind.Gap }).Select(i => new Choice(i.Key, i.Text.In(user.Language)))];

    public async Task OnGetAsync() => Words = await Send(Filter with { Survey = Id });

    /// <summary>The filter's own part of an address: what this page adds to it stays here.</summary>
    public string Kept => "?" + string.Join('&', Request.Query.Where(q => q.Key is not ("text" or "by" or "after")).SelectMany(q => q.Value.Select(v => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(v ?? "")}")));

    /// <summary>The answers behind a figure.</summary>
    public string Answers(string more) =>
        $"/responses{(Kept.Length > 1 ? Kept + "&" : "?")}survey={Id}&counted=true&comment=true" + (Filter.Text is { Length: > 0 } text ? $"&text={Uri.EscapeDataString(text)}" : "") + "&" + more;

    public string OfWord(string word) => Answers("word=" + Uri.EscapeDataString(word));

    public string OfTheme(IEnumerable<string> words) => Answers("words=" + Uri.EscapeDataString(string.Join(',', words)));

    public WordCloud Cloud => new([.. Words.Words.Select(w => new WordCloud.Word(w.Word, w.N, OfWord(w.Word)))], "surveys.words.count");
}
