using Crm.Contracts.Customers;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Privacy;
using Crm.Platform.Jobs;
using Crm.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Care;

/// <summary>Customers, consents and background work for the tests of the module.</summary>
internal static class CareWorld
{
    /// <summary>A customer with an address who agrees to what is named.</summary>
    public static async Task<long> Friend(this CrmApp app, string name, Func<RegisterCustomer.Command, RegisterCustomer.Command>? with = null, params Purpose[] agrees)
    {
        var command = new RegisterCustomer.Command { Name = name, Language = "en", Zone = "Asia/Shanghai", Emails = [new() { Value = $"{Guid.NewGuid():N}@customer.test" }] };
        var id = await app.Send(with?.Invoke(command) ?? command, "admin");
        foreach (var purpose in agrees) await app.Says(id, purpose, true);
        return id;
    }

    public static Task Says(this CrmApp app, long customer, Purpose purpose, bool given) =>
        app.Send(new SayConsent.Command { Id = customer, Purpose = purpose, Given = given, Source = Crm.Customers.Domain.Privacy.ConsentSource.Form, Evidence = "form" }, "admin");

    public static Task Sweep(this CrmApp app, string name) => app.Scope(async s => { await s.GetServices<ISweep>().Single(w => w.GetType().Name == name).Run(default); return 0; });

    public static async Task Jobs(this CrmApp app)
    {
        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
    }

    public static Task<bool> Allows(this CrmApp app, long customer, Purpose purpose) =>
        app.Scope(async s => (await s.GetRequiredService<IConsents>().Allowing([customer], purpose, ConsentChannel.Email, default)).Contains(customer));

    /// <summary>The path of the first address in a text that begins so.</summary>
    public static string PathIn(string text, string prefix)
    {
        var at = text.IndexOf(prefix, StringComparison.Ordinal);
        Assert.True(at >= 0, $"No {prefix} in:\n{text}");
        var end = text.IndexOfAny([' ', '\n', '\r', '>', '"', ')', '<'], at);
        return text[at..(end < 0 ? text.Length : end)];
    }
}
