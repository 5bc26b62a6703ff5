using System.Collections.Concurrent;
using Crm.Platform.Demo;
using Crm.Platform.UseCases;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using Crm.Staff.Features.Access;
using Crm.Staff.Features.Sessions;
using Crm.Staff.Features.Setup;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Demo;

/// <summary>Twelve people in three departments and five teams, all with one password; also the people of the tests.</summary>
internal sealed class DemoStaff(StaffDb db, Passwords passwords, StaffCache cache, SetupGate gate, TimeProvider clock) : IDemoData, IDemoSignIns
{
    public const string Password = "Demo-2026-crm";
    /// <summary>Whether a hash is that of the demo password: hashing is slow by design, and the sign-in page asks every time.</summary>
    static readonly ConcurrentDictionary<string, bool> Known = [];
    const string Host = "@demo.test";

    static readonly (string Name, string English, Team[] Teams)[] Departments =
    [
        ("客户服务部", "Customer service", [new("technical-support", "技术支持组", "Technical support"), new("product-support", "产品服务组", "Product support"), new("complaints", "投诉处理组", "Complaints")]),
        ("销售部", "Sales", [new("accounts", "客户经理组", "Accounts")]),
        ("市场研究部", "Market research", [new("research", "满意度研究组", "Satisfaction research")]),
    ];

    static readonly string[] North = ["北京", "天津", "辽宁", "河南", "陕西"], East = ["上海", "江苏", "浙江", "山东"], South = ["广东", "福建", "湖北", "四川", "重庆"], Overseas = ["United Kingdom", "Germany", "Singapore"];

    static readonly Someone[] People =
    [
        new("admin", "陈立", "Li Chen", [ShippedRoles.Administrator, ShippedRoles.FullAccess], []),
        new("supervisor", "王芳", "Fang Wang", [ShippedRoles.Supervisor, ShippedRoles.Agent], ["technical-support", "product-support", "complaints"]),
        new("manager", "李明", "Ming Li", [ShippedRoles.AccountManager], ["accounts"]),
        new("agent", "张伟", "Wei Zhang", [ShippedRoles.Agent], ["technical-support"], ["technical:3", "zh", "en"], North),
        new("analyst", "刘洋", "Yang Liu", [ShippedRoles.Analyst], ["research"]),
        new("zhao.min", "赵敏", "Min Zhao", [ShippedRoles.Agent], ["technical-support"], ["technical", "zh"], East, 8),
        new("sun.li", "孙丽", "Li Sun", [ShippedRoles.Agent], ["product-support"], ["product", "zh"], South, 12),
        new("zhou.jie", "周杰", "Jay Zhou", [ShippedRoles.Agent], ["product-support", "technical-support"], ["product", "technical:2", "zh", "en"], [.. East, .. South]),
        new("wu.qian", "吴倩", "Qian Wu", [ShippedRoles.Agent], ["complaints"], ["complaint", "zh"], [.. North, .. East], 8),
        new("emily.carter", "Emily Carter", null, [ShippedRoles.Agent], ["complaints", "product-support"], ["complaint", "product", "en"], Overseas, 6),
        new("zheng.kai", "郑凯", "Kai Zheng", [ShippedRoles.AccountManager], ["accounts"]),
        new("qian.xue", "钱雪", "Xue Qian", [ShippedRoles.Supervisor], ["accounts", "research"]),
    ];

    sealed record Team(string Code, string Name, string English);

    sealed record Someone(string SignIn, string Name, string? English, string[] Roles, string[] Teams, string[]? Skills = null, string[]? Regions = null, int Capacity = 10);

    public async Task Load(DemoWorld world, CancellationToken ct)
    {
        var roles = await db.Roles.Where(r => r.Code != null).ToDictionaryAsync(r => r.Code!, r => r.Id, ct);
        var hash = passwords.Hash(null!, Password); // once: hashing is slow by design
        var members = People.Select(p =>
        {
            var member = new StaffMember(p.Name, p.English, p.SignIn + Host);
            member.PasswordIs(hash, clock.GetUtcNow());
            member.Hold([.. p.Roles.Select(r => roles[r])]);
            member.Work(p.Skills ?? [], p.Regions ?? [], p.Capacity, clock.GetUtcNow());
            return member;
        }).ToList();
        // One by one, so that ids follow the list.
        foreach (var member in members) { db.Members.Add(member); await db.SaveChangesAsync(ct); }
        var teams = new Dictionary<string, long>();
        foreach (var (name, english, its) in Departments)
        {
            var department = new Department(name, english);
            db.Departments.Add(department);
            await db.SaveChangesAsync(ct);
            foreach (var team in its)
            {
                var supervisor = Array.FindIndex(People, p => p.Roles.Contains(ShippedRoles.Supervisor) && p.Teams.Contains(team.Code));
                var row = new Domain.Team(department.Id, team.Name, team.English, team.Code, members[supervisor].Id);
                db.Teams.Add(row);
                await db.SaveChangesAsync(ct);
                teams[team.Code] = row.Id;
            }
        }
        for (var i = 0; i < members.Count; i++) members[i].Join([.. People[i].Teams.Select(t => teams[t])], clock.GetUtcNow(), quietly: true);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Somebody is on leave and a colleague stands in: queues and boards have something to show. Not in <see cref="Load"/>, whose people are those of the tests.</summary>
    public async Task Finish(DemoWorld world, CancellationToken ct)
    {
        var people = await db.Members.Include(m => m.Absences).Where(m => m.Email == "sun.li" + Host || m.Email == "zhou.jie" + Host).ToDictionaryAsync(m => m.Email, ct);
        people["sun.li" + Host].BeAbsent(new Absence(world.Now.AddDays(-1), world.Now.AddDays(5), people["zhou.jie" + Host].Id, "年假 / annual leave"), world.Now);
        await db.SaveQuietly(ct);
    }

    /// <summary>With nobody left, the set-up page makes the first administrator. With somebody left, one of them has to be one.</summary>
    public async Task Removing(IReadOnlyDictionary<string, DemoRange> rows, CancellationToken ct)
    {
        var (after, upTo) = rows.TryGetValue("staff.members", out var range) ? (range.After, range.UpTo) : (0, 0);
        var staying = db.Members.Where(m => m.DeactivatedAt == null && (m.Id <= after || m.Id > upTo));
        if (await staying.AnyAsync(ct) && !await staying.AnyAsync(m => m.Roles.Any(held => db.Roles.Any(r => r.Id == held.RoleId && r.Grants.Any(g => g.Permission == "staff.manage"))), ct))
            throw new RuleException("staff.demo.administrator");
    }

    public Task Removed(CancellationToken ct)
    {
        cache.Drop();
        gate.Ask();
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<DemoSignIn>> List(CancellationToken ct)
    {
        var emails = People.Take(5).Select(p => StaffMember.Normalize(p.SignIn + Host)).ToList();
        var members = await db.Members.AsNoTracking().Where(m => emails.Contains(m.NormalizedEmail) && m.DeactivatedAt == null).OrderBy(m => m.Id).ToListAsync(ct);
        var roles = await db.Roles.AsNoTracking().ToListAsync(ct);
        return [.. members.Where(HasDemoPassword).Select(m => new DemoSignIn(m.Email, Password, RoleOf(m)))];

        bool HasDemoPassword(StaffMember m) => m.PasswordHash is not null && Known.GetOrAdd(m.PasswordHash, _ => passwords.Check(m, Password));
        string RoleOf(StaffMember m) => roles.Find(r => r.Code == People.First(p => StaffMember.Normalize(p.SignIn + Host) == m.NormalizedEmail).Roles[0])?.NameIn(Platform.Localization.Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture)) ?? "";
    }
}
