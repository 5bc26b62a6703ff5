using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain.Texts;
using Crm.Surveys.Features.Words;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.TicketWords;

[Needs("tickets.read")]
internal sealed class WordsPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public ReadTicketWords.Query Filter { get; set; } = new();

    public ReadTicketWords.View View { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        View = await Send(Filter with { Word = null, Words = null, Tone = null });
        Filter = Filter with { From = View.From, To = View.To };
    }

    public IEnumerable<Choice> Teams => View.Teams.Select(t => new Choice(t.Id, t.Name));

    /// <summary>The messages behind a figure.</summary>
    public string Messages(string? word = null, IEnumerable<string>? theme = null, Tone? tone = null, ReadTicketWords.Step? step = null) =>
        FormattableString.Invariant($"/surveys/ticket-words/messages?from={step?.From ?? View.From:yyyy-MM-dd}&to={step?.To ?? View.To:yyyy-MM-dd}")
        + (Filter.Type is { } type ? $"&type={type}" : "") + (Filter.Team is { } team ? $"&team={team}" : "")
        + (word is null ? "" : "&word=" + Uri.EscapeDataString(word)) + (theme is null ? "" : "&words=" + Uri.EscapeDataString(string.Join(',', theme))) + (tone is null ? "" : $"&tone={tone}");

    public WordCloud Cloud => new([.. View.Words.Select(w => new WordCloud.Word(w.Word, w.N, Messages(w.Word)))], "surveys.ticketwords.count");
}
