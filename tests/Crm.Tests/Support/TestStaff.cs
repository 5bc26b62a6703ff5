using System.Net;
using Crm.Platform;
using Crm.Platform.Demo;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using Crm.Staff.Features.Demo;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Support;

/// <summary>The demo people in tests: loaded once into the template database, signed in through the real page.</summary>
internal static class TestStaff
{
    public static async Task Load(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem("demo");
        var demo = scope.ServiceProvider.GetServices<IDemoData>().OfType<DemoStaff>().Single();
        await demo.Load(new DemoWorld(scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow()), default);
    }

    public static async Task SignIn(Browser browser, string person)
    {
        var answer = await browser.Post("/sign-in", ("Form.Email", EmailOf(person)), ("Form.Password", DemoStaff.Password));
        Assert.True(answer.Status == HttpStatusCode.Redirect, $"{person} could not sign in: {answer.Status}\n{answer.Html}");
    }

    public static Task<string> TokenOf(CrmApp app, string person) => app.Db<StaffDb, string>(async db =>
    {
        var secret = ApiToken.NewSecret();
        db.Tokens.Add(new ApiToken(await IdOf(db, person), "test", secret, null, db.Clock.GetUtcNow(), null));
        await db.SaveChangesAsync();
        return secret;
    });

    public static async Task Become(IServiceProvider services, CurrentUser user, string person)
    {
        var id = await IdOf(services.GetRequiredService<StaffDb>(), person);
        Assert.True(await services.GetRequiredService<IRightsSource>().SignIn(user, id, null, default));
    }

    static Task<long> IdOf(StaffDb db, string person)
    {
        var email = StaffMember.Normalize(EmailOf(person));
        return db.Members.Where(m => m.NormalizedEmail == email).Select(m => m.Id).SingleAsync();
    }

    static string EmailOf(string person) => person + "@demo.test";
}
