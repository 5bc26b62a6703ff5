using Crm.Platform.Users;

namespace Crm.Tests.Support;

/// <summary>The demo people in tests: loaded once into the template database, signed in through the real page.</summary>
internal static class TestStaff
{
    public static Task Load(IServiceProvider services) => Crm.Platform.CrmServices.MigrateCrm(services);

    public static Task SignIn(Browser browser, string person) => throw new NotSupportedException($"Nobody can sign in as {person} yet.");

    public static Task<string> TokenOf(CrmApp app, string person) => throw new NotSupportedException($"{person} has no token yet.");

    public static Task Become(IServiceProvider services, CurrentUser user, string person)
    {
        // Until the staff module lands, people have every right.
        user.BecomeSystem(person);
        return Task.CompletedTask;
    }
}
