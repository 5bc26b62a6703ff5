using Crm.Platform.Live;
using Crm.Tickets.Features.Board;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tickets.Features.Routing;

internal static class RoutingServices
{
    public static IServiceCollection AddTicketRouting(this IServiceCollection services) =>
        services.AddScoped<Router>().AddScoped<RoutingWords>().AddScoped<BoardRows>().AddSingleton(new LiveTopic(WhenWorkMoves.Board, "tickets.review"));
}
