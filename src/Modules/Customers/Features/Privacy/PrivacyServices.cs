using Crm.Platform.Privacy;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Customers.Features.Privacy;

/// <summary>What privacy registers.</summary>
internal static class PrivacyServices
{
    public static IServiceCollection AddPrivacy(this IServiceCollection services) =>
        services.AddScoped<Eraser>().AddScoped<IReplayErasures>(p => p.GetRequiredService<Eraser>());
}
