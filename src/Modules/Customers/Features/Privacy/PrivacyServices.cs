using Crm.Contracts.Customers;
using Crm.Platform.Privacy;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Customers.Features.Privacy;

/// <summary>What privacy registers.</summary>
internal static class PrivacyServices
{
    public static IServiceCollection AddPrivacy(this IServiceCollection services) =>
        services.AddScoped<Eraser>().AddScoped<IForgets, ForgetPrivacy>().AddScoped<ContactSight>().AddScoped<ISubjectSight>(p => p.GetRequiredService<ContactSight>()).AddScoped<Consents>().AddScoped<IConsents>(p => p.GetRequiredService<Consents>()).AddSingleton<DigitSearches>()
            .AddScoped<IReplayErasures>(p => p.GetRequiredService<Eraser>());
}
