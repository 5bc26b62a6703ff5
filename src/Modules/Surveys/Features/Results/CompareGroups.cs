using Crm.Platform.Users;
using Crm.Surveys.Domain;
using MediatR;

namespace Crm.Surveys.Features.Results;

/// <summary>Groups of answers side by side, each against the rest.</summary>
[Needs("surveys.results")]
internal static class CompareGroups
{
    public sealed record Query : ResultsFilter, IRequest<View>
    {
        public Facet? By { get; init; }
    }

    public sealed record View(ResultsFrame Frame, Facet By, Comparison Comparison);

    public sealed class Handler(ResultsReader reader) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var frame = await reader.Read(request, cancellationToken);
            var by = request.By ?? Facet.Industry;
            return new(frame, by, Comparison.Of(frame.Table, frame.Rows, by));
        }
    }
}
