using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Data;

/// <summary>Categories, codes, promises, calendars and escalation, with what they start as.</summary>
internal static class ListsMap
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<Category>(e =>
        {
            e.ToTable("categories");
            e.HasIndex(c => c.ParentId);
            (string Name, string Zh, long? Parent)[] seed =
            [
                ("Technical", "技术性", null), ("Process", "流程性", null), ("Product usage", "产品使用", null), ("Service process", "服务流程", null),
                ("Fault or error", "故障报错", 1), ("Performance", "性能问题", 1), ("Integration", "系统集成", 1),
                ("Order and delivery", "订单与交付", 2), ("Invoice and payment", "发票与付款", 2), ("Contract", "合同事宜", 2),
                ("How-to", "操作指导", 3), ("Configuration", "配置设置", 3), ("Training", "培训需求", 3),
                ("Response time", "响应速度", 4), ("Attitude", "服务态度", 4), ("Return and refund", "退换货", 4),
            ];
            e.HasData(seed.Select((c, i) => new { Id = (long)i + 1, c.Name, NameZh = c.Zh, ParentId = c.Parent, TeamId = (long?)null, Position = i, ArticlesFirst = c.Name == "Product usage", Active = true }));
        });
        model.Entity<Code>(e =>
        {
            e.ToTable("codes");
            (CodeKind Kind, string Name, string Zh)[] seed =
            [
                (CodeKind.Cause, "Product defect", "产品缺陷"), (CodeKind.Cause, "Wrong operation", "操作不当"), (CodeKind.Cause, "Missing information", "信息缺失"),
                (CodeKind.Cause, "Slow response", "响应迟缓"), (CodeKind.Cause, "Staff conduct", "服务态度"), (CodeKind.Cause, "Process gap", "流程缺陷"),
                (CodeKind.Cause, "Third party", "第三方原因"), (CodeKind.Cause, "Customer's wish", "客户需求"), (CodeKind.Cause, "Other", "其他"),
                (CodeKind.Resolution, "Fixed", "已修复"), (CodeKind.Resolution, "Explained", "已解答"), (CodeKind.Resolution, "Replaced or refunded", "已退换或退款"),
                (CodeKind.Resolution, "Workaround given", "已提供临时方案"), (CodeKind.Resolution, "Passed on as improvement", "已转为改进项"), (CodeKind.Resolution, "No fault found", "未发现问题"),
                (CodeKind.Resolution, "Not solvable", "无法解决"),
            ];
            e.HasData(seed.Select((c, i) => new { Id = (long)i + 1, c.Kind, c.Name, NameZh = c.Zh, Position = i, Active = true }));
        });
        model.Entity<SlaPolicy>(e =>
        {
            e.ToTable("sla_policies");
            var id = 0L;
            object Row(string name, string zh, string? first, string? next, string? resolution, TicketType? type = null, TicketPriority? priority = null, TicketChannel? channel = null, CustomerLevel? level = null, int percent = 100) => new
            {
                Id = ++id, Name = name, NameZh = zh, Position = (int)id, Active = true, Type = type, Priority = priority, Channel = channel, Level = level, Tier = (string?)null, CategoryId = (long?)null,
                FirstResponse = Read(first), NextResponse = Read(next), Resolution = Read(resolution), Percent = percent, CalendarId = (long?)null,
            };
            e.HasData(
                Row("Complaint", "投诉", "2h", "4h", "48h", type: TicketType.Complaint),
                Row("Repair", "报修", "4h", "8h", "24h", type: TicketType.Repair),
                Row("Inquiry", "咨询", "24h", "24h", "48h", type: TicketType.Inquiry),
                Row("Suggestion", "建议", "24h", null, "10wd", type: TicketType.Suggestion),
                Row("By phone", "电话", "15min", null, null, channel: TicketChannel.Phone),
                Row("By e-mail", "邮件", "24h", null, null, channel: TicketChannel.Email),
                Row("High or urgent", "重大问题", null, null, "48h", priority: TicketPriority.High),
                Row("VIP fast lane", "VIP 绿色通道", null, null, null, level: CustomerLevel.Vip, percent: 50));
        });
        model.Entity<SlaSettings>(e =>
        {
            e.ToTable("sla_settings");
            e.HasMany(s => s.Steps).WithOne().HasForeignKey(s => s.SettingsId);
            e.HasData(new { Id = 1L, WarnPercent = 75, PauseOnThirdParty = false, StandardCalendarId = 1L });
        });
        model.Entity<SlaRevision>(e =>
        {
            e.ToTable("sla_revision");
            e.HasData(new SlaRevision { Id = 1, Value = 1 });
        });
        model.Entity<EscalationStep>(e =>
        {
            e.ToTable("escalation_steps");
            e.HasKey(s => new { s.SettingsId, s.Position });
            e.HasData(
                new { SettingsId = 1L, Position = 0, AfterMinutes = 0, To = EscalateTo.TeamSupervisor, PersonId = (long?)null },
                new { SettingsId = 1L, Position = 1, AfterMinutes = 240, To = EscalateTo.DepartmentSupervisors, PersonId = (long?)null });
        });
        model.Entity<Calendar>(e =>
        {
            e.ToTable("calendars");
            e.HasData(new { Id = 1L, Name = "Standard", Zone = "Asia/Shanghai", Week = new[] { "09:00-18:00", "09:00-18:00", "09:00-18:00", "09:00-18:00", "09:00-18:00", "", "" } });
            e.HasMany(c => c.Days).WithOne().HasForeignKey(d => d.CalendarId);
        });
        model.Entity<CalendarDay>(e => { e.ToTable("calendar_days"); e.HasKey(d => new { d.CalendarId, d.Date }); });
    }

    static Target? Read(string? text) => text is null ? null : Target.Parse(text);
}
