using Crm.Platform.Users;
using Crm.Surveys.Domain;
using MediatR;

namespace Crm.Surveys.Features.Results;

/// <summary>What overall satisfaction depends on.</summary>
[Needs("surveys.results")]
internal static class ReadDrivers
{
    public enum Level { Items, Dimensions }

    public sealed record Query : ResultsFilter, IRequest<View>
    {
        /// <summary>Null: items, or dimensions where there are too few answers for as many items.</summary>
        public Level? Predictors { get; init; }
    }

    public sealed record View(ResultsFrame Frame, DriverAnalysis Analysis);

    public sealed class Handler(ResultsReader reader) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var frame = await reader.Read(request, cancellationToken);
            var analysis = DriverAnalysis.Of(frame.Table, frame.Rows, request.Predictors == Level.Dimensions);
            if (request.Predictors is null && analysis.Refused == NoDrivers.Few && DriverAnalysis.Of(frame.Table, frame.Rows, byDimension: true) is { Refused: null } coarser) analysis = coarser;
            return new(frame, analysis);
        }
    }
}
