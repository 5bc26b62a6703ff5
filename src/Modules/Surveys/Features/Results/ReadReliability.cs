using Crm.Platform.Users;
using Crm.Surveys.Domain;
using Crm.Surveys.Domain.Stats;
using MediatR;

namespace Crm.Surveys.Features.Results;

/// <summary>Whether the questionnaire measures what its dimensions say.</summary>
[Needs("surveys.results")]
internal static class ReadReliability
{
    public sealed record Query : ResultsFilter, IRequest<View>
    {
        public Extraction Extraction { get; init; } = Extraction.PrincipalAxis;
    }

    public sealed record View(ResultsFrame Frame, ScaleAnalysis Analysis);

    public sealed class Handler(ResultsReader reader) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var frame = await reader.Read(request, cancellationToken);
            return new(frame, ScaleAnalysis.Of(frame.Table, frame.Rows, request.Extraction));
        }
    }
}
