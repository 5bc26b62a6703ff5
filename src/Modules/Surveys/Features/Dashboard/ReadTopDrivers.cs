using Crm.Platform.Users;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Results;
using MediatR;

namespace Crm.Surveys.Features.Dashboard;

/// <summary>What satisfaction depends on most, of the dashboard's answers to one survey.</summary>
[Needs("surveys.results")]
internal static class ReadTopDrivers
{
    const int Shown = 5;

    public sealed record Query(SatisfactionFilter Filter) : IRequest<View>;

    /// <param name="Of">Null where no survey with answers asks what drivers are made of.</param>
    public sealed record View(DashboardSurvey? Of, DriverAnalysis? Analysis)
    {
        public IEnumerable<Driver> Top => Analysis?.Drivers.Take(Shown) ?? [];
    }

    public sealed class Handler(DashboardSurveys surveys, IRequestHandler<ReadDrivers.Query, ReadDrivers.View> drivers) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            if (await surveys.Of(request.Filter, DriverAnalysis.Fits, cancellationToken) is not { } of) return new(null, null);
            return new(of, (await drivers.Handle(request.Filter.Asking(new ReadDrivers.Query(), of.From, of.To) with { Survey = of.Id }, cancellationToken)).Analysis);
        }
    }
}
