using Crm.Platform.Users;
using Crm.Surveys.Domain.Texts;
using Crm.Surveys.Features.Words;
using MediatR;

namespace Crm.Surveys.Features.Dashboard;

/// <summary>The words that stand in most comments, of the dashboard's answers to one survey.</summary>
[Needs("surveys.results")]
internal static class ReadTopWords
{
    const int Shown = 20;

    public sealed record Query(SatisfactionFilter Filter) : IRequest<View>;

    /// <param name="Of">Null where no survey with answers asks for words.</param>
    /// <param name="N">Answers with a comment.</param>
    public sealed record View(DashboardSurvey? Of, long N, IReadOnlyList<WordCount> Words);

    public sealed class Handler(DashboardSurveys surveys, IRequestHandler<ReadWords.Query, ReadWords.View> words) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            if (await surveys.Of(request.Filter, d => d.Items.Any(i => i.IsText), cancellationToken) is not { } of) return new(null, 0, []);
            var found = await words.Handle(request.Filter.Asking(new ReadWords.Query(), of.From, of.To) with { Survey = of.Id }, cancellationToken);
            return new(of, found.Answers, [.. found.Words.Take(Shown)]);
        }
    }
}
