using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Crm.Platform.Demo;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features.Demo;

/// <summary>Greetings that are on, a campaign in two halves with its result and one that is being written, an event that was and one to come.</summary>
internal sealed class DemoCare(CareDb db, ICustomerDirectory customers) : IDemoData
{
    public async Task Load(DemoWorld world, CancellationToken ct)
    {
        var random = DemoWorld.Random("care");
        var people = (await customers.Page(0, 600, ct)).Where(c => c.Admission == Admission.Admitted && c.Email is not null && c.CreatedAt < world.Now.AddDays(-40)).ToList();
        foreach (var greeting in await db.Greetings.Where(g => g.Kind == GreetingKind.Birthday || g.Festival == Festival.SpringFestival || g.Festival == Festival.MidAutumn).ToListAsync(ct)) greeting.Switch(true);

        var spring = new CareCampaign(new("Service week", Purpose.Marketing, "", null, [], "https://shop.example.test/service-week", 14, null,
            new(new("A free check for your equipment", "设备免费巡检周"), new("Dear {{name}},\n\nthis month we check your equipment for free: {{link}}\n\n{{sender}}", "{{name}}，您好！\n\n本月我们为您的设备提供免费巡检，预约请点击：{{link}}\n\n{{sender}}")),
            new(new("{{name}}, when did you last have it checked?", "{{name}}，您的设备多久没检查了？"), new("Dear {{name}},\n\na check takes half an hour and costs nothing this month: {{link}}\n\n{{sender}}", "{{name}}，您好！\n\n半小时免费巡检，让设备安心运行：{{link}}\n\n{{sender}}"))), null, world.Now.AddDays(-30));
        spring.Start(null, world.Now.AddDays(-28));
        db.Campaigns.Add(spring);
        db.Campaigns.Add(new CareCampaign(new("Spring offers", Purpose.Marketing, "", null, [CustomerLevel.Key, CustomerLevel.Vip], null, 30, null,
            new(new("What is new this spring", "春季新品预告"), new("Dear {{name}},\n\nhere is what is new this spring.\n\n{{sender}}", "{{name}}，您好！\n\n以下是今年春季的新品，欢迎了解。\n\n{{sender}}")), null), null, world.Now.AddDays(-2)));

        var was = Event(new("Users' day", "用户交流日"), new("An afternoon with other users: what works, what does not, what comes next.", "与其他用户面对面：用得好的、不好用的、接下来的计划。"), world.Now.AddDays(-20), 40, world.Now.AddDays(-45));
        var comes = Event(new("Maintenance workshop", "设备保养培训"), new("Two hours in our workshop, for up to 20 people.", "在我们的培训车间，两小时实操，限 20 人。"), world.Now.AddDays(12), 20, world.Now.AddDays(-5));
        was.Open();
        comes.Open();
        was.Close(null, world.Now.AddDays(-19));
        db.Gatherings.AddRange(was, comes);
        await db.SaveQuietly(ct);

        var (sparse, place) = (people.Take(300).ToList(), 0);
        foreach (var customer in sparse)
        {
            var half = random.Next(2) == 0 ? CareHalf.A : CareHalf.B;
            var why = random.Next(12) == 0 ? CareOut.NoConsent : random.Next(20) == 0 ? (CareOut?)CareOut.Resting : null;
            var recipient = new CareRecipient(spring.Id, customer, half, why, spring.StartedAt);
            if (why is null)
            {
                recipient.Send(spring.StartedAt!.Value.AddMinutes(random.Next(240)));
                var sent = recipient.SentAt!.Value;
                recipient.Came(random.Next(100) < (half == CareHalf.A ? 11 : 23) ? sent.AddHours(random.Next(1, 60)) : null, random.Next(100) < 2 ? sent.AddHours(5) : null, random.Next(100) < 2 ? sent.AddHours(9) : null, random.Next(100) < (half == CareHalf.A ? 4 : 7) ? sent.AddDays(random.Next(1, 13)) : null);
            }
            db.Recipients.Add(recipient);
        }
        foreach (var customer in people.Skip(40).Take(46))
        {
            var signUp = new SignUp(was.Id, customer, customer.Language, SignUpSource.Invitation, world.Now.AddDays(-44));
            signUp.Invite(world.Now.AddDays(-44));
            if (random.Next(3) > 0) signUp.Ask(place++ < 40, world.Now.AddDays(-40).AddHours(place));
            if (signUp.State == SignUpState.Booked && random.Next(5) > 0) signUp.CheckIn(null, was.StartsAt.AddMinutes(random.Next(-20, 30)));
            signUp.Tell(world.Now.AddDays(-19));
            db.SignUps.Add(signUp);
        }
        place = 0;
        foreach (var customer in people.Skip(90).Take(38))
        {
            var signUp = new SignUp(comes.Id, customer, customer.Language, SignUpSource.Invitation, world.Now.AddDays(-4));
            signUp.Invite(world.Now.AddDays(-4));
            if (random.Next(4) > 0) signUp.Ask(place++ < 20, world.Now.AddDays(-3).AddMinutes(place * 7));
            db.SignUps.Add(signUp);
        }
        await db.SaveQuietly(ct);
        await db.Campaigns.Where(c => c.Id == spring.Id).ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CareCampaignState.Sent).SetProperty(c => c.ListedAt, spring.StartedAt).SetProperty(c => c.EndedAt, spring.StartedAt!.Value.AddHours(5)), ct);
    }

    static Gathering Event(CareText title, CareText text, DateTimeOffset at, int places, DateTimeOffset made)
    {
        var starts = new DateTimeOffset(at.UtcDateTime.Date.AddHours(6), TimeSpan.Zero);
        return new(new(title, text, "上海市浦东新区示例路 88 号", null, starts, starts.AddHours(2), "Asia/Shanghai", places, 24, true), null, made);
    }
}
