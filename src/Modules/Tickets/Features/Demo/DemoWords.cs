using Crm.Contracts.Tickets;

namespace Crm.Tickets.Features.Demo;

/// <summary>What customers and agents of the demo say, in both languages.</summary>
internal static class DemoWords
{
    /// <summary>A matter: its category, what kinds of ticket it makes, and its words.</summary>
    public sealed record Matter(long Category, TicketType[] Types, string English, string EnglishText, string Chinese, string ChineseText);

    static readonly TicketType[] Ask = [TicketType.Inquiry], Broken = [TicketType.Repair], Angry = [TicketType.Complaint], Wish = [TicketType.Suggestion];

    public static readonly Matter[] Matters =
    [
        new(5, Broken, "Device shows error E{0} after the update", "Since yesterday's update the device stops with **error E{0}**. Restarting does not help.", "升级后设备报错 E{0}", "昨天升级之后设备一直提示 **错误 E{0}**，重启无效，请尽快处理。"),
        new(5, Broken, "Printer {0} does not start", "The printer in room {0} does not switch on any more. The cable is fine.", "{0} 室打印机无法开机", "{0} 室的打印机突然无法开机，电源线已检查过，没有问题。"),
        new(5, [TicketType.Repair, TicketType.Complaint], "Third outage this month", "This is outage number three this month. We lost {0} minutes of production.", "本月第三次故障", "这已经是本月第三次故障，造成生产中断 {0} 分钟，希望给出说法。"),
        new(6, Broken, "Reports take minutes to open", "Opening the monthly report takes more than {0} seconds since last week.", "报表打开非常缓慢", "从上周开始，月度报表打开需要 {0} 秒以上，影响日常工作。"),
        new(6, [TicketType.Repair, TicketType.Inquiry], "Slow sign-in in the morning", "Between nine and ten our colleagues wait {0} seconds to sign in.", "早上登录很慢", "每天早上九点到十点，同事登录要等 {0} 秒左右。"),
        new(7, Ask, "How do we connect our warehouse system?", "We would like to exchange orders with our warehouse. Is there an interface, and is order {0} a good test?", "如何对接仓储系统？", "我们想把订单与仓储系统对接，是否有接口文档？可否用订单 {0} 测试？"),
        new(7, Broken, "Orders are not transferred any more", "Nothing has arrived in our system since number {0}.", "订单同步中断", "自编号 {0} 之后，我们系统再没有收到新订单。"),
        new(8, Ask, "Where is order {0}?", "Order **{0}** should have arrived on Monday. Could you have a look?", "订单 {0} 到哪里了？", "订单 **{0}** 原定周一送达，至今未收到，请帮忙查询。"),
        new(8, Angry, "Delivery came late and incomplete", "The delivery of order {0} came three days late and two parcels are missing.", "发货延迟且缺件", "订单 {0} 晚到三天，还缺两件，请尽快补发。"),
        new(9, Ask, "Invoice {0} needs another address", "Please issue invoice {0} to our new address.", "发票 {0} 需要变更抬头", "请将发票 {0} 的抬头和地址更改为新公司名称。"),
        new(9, [TicketType.Inquiry, TicketType.Complaint], "Charged twice", "Payment {0} was taken twice from our account.", "重复扣款", "款项 {0} 被重复扣了两次，请核实并退回。"),
        new(10, Ask, "Question about extending the contract", "Our contract {0} ends next quarter. What are the terms for another two years?", "咨询合同续签", "我方合同 {0} 下季度到期，续签两年的条件是什么？"),
        new(11, Ask, "How can I export all customers?", "I need a list of all {0} customers with their owners. Where do I find it?", "如何导出全部客户？", "需要导出全部 {0} 个客户及其负责人，请问在哪里操作？"),
        new(11, Ask, "Where do I change the language?", "Some of our {0} colleagues read English only. Where is the switch?", "在哪里切换语言？", "我们有 {0} 位同事使用英文，请问在哪里切换界面语言？"),
        new(12, Ask, "Please set up {0} new accounts", "We have {0} new colleagues and need their accounts with read rights.", "申请开通 {0} 个新账号", "新入职 {0} 位同事，请协助开通账号并设置只读权限。"),
        new(12, Wish, "Remember the column widths", "It would help if the list remembered its columns. I set them {0} times a week.", "希望列表记住列宽", "希望列表能记住列宽设置，我每周要调整 {0} 次。"),
        new(13, Ask, "Training for new colleagues", "Can you train {0} people in our office next month?", "新员工培训需求", "下个月能否为我们 {0} 位新同事做一次现场培训？"),
        new(13, Wish, "A video for the first steps", "A short video would have saved our {0} people a lot of time.", "建议提供入门视频", "建议制作入门视频，我们 {0} 位新人上手会快很多。"),
        new(14, Angry, "Nobody called back", "I was promised a call and have waited for {0} days now.", "一直没有人回电", "客服承诺回电，到现在已经等了 {0} 天，非常失望。"),
        new(14, [TicketType.Complaint, TicketType.Suggestion], "The hotline takes too long", "We waited {0} minutes on the phone this morning.", "热线等待时间过长", "今天早上拨打热线等待了 {0} 分钟才接通。"),
        new(15, Angry, "Unfriendly on the phone", "Your colleague was impatient with me yesterday. Reference {0}.", "客服态度不耐烦", "昨天与我通话的客服态度不耐烦，通话编号 {0}。"),
        new(16, [TicketType.Inquiry, TicketType.Complaint], "Return of order {0}", "We would like to return order {0}, it is not what we ordered.", "订单 {0} 申请退货", "订单 {0} 与下单内容不符，申请退货退款。"),
        new(16, [TicketType.Suggestion, TicketType.Inquiry], "Can returns be printed as a label?", "Writing {0} labels by hand is slow. Could you send one to print?", "退货标签能否自助打印？", "每次手写 {0} 张退货标签很慢，能否提供可打印的标签？"),
    ];

    public static readonly string[] Replies =
    [
        "Thank you for telling us. I am looking into it and will come back to you today.",
        "I could reproduce this. Our engineers have what they need; I keep you informed.",
        "Thank you for your patience. Could you send us the serial number and a picture?",
        "I have asked the warehouse and expect an answer within two hours.",
        "I am sorry for the trouble. Here is what you can do right now:\n\n1. Sign out and in again\n2. Try the second printer\n3. Tell me what it says",
        "Good question. You find it under *Settings*; I have described the steps below.",
    ];

    public static readonly string[] RepliesZh =
    [
        "感谢反馈，我正在核实，今天内给您答复。", "问题已复现，并已转交工程师处理，有进展会第一时间告知您。", "感谢您的耐心，方便提供一下序列号和现场照片吗？",
        "我已联系仓库，预计两小时内有结果。", "给您带来不便非常抱歉，请先尝试：\n\n1. 重新登录\n2. 换用备用打印机\n3. 告诉我提示内容", "您可以在“设置”中找到该功能，具体步骤如下。",
    ];

    public static readonly string[] Answers = ["Thank you, I will try that.", "It still does not work, I am afraid.", "Here is the number you asked for: SN-{0}.", "When can we expect news?"];

    public static readonly string[] AnswersZh = ["好的，我先试一下。", "还是不行，麻烦再看看。", "序列号是 SN-{0}，请查收。", "请问大概什么时候有结果？"];

    public static readonly string[] Solutions =
    [
        "The faulty part was replaced and the device tested for an hour. It runs.", "I have changed the setting for you; please sign in again.", "The missing parcels left our warehouse this morning.",
        "The amount was refunded and should be on your account within three days.", "The steps are described in the attached guide. Please tell us if anything is unclear.", "Your idea is on the list for the next release. Thank you!",
    ];

    public static readonly string[] SolutionsZh =
    [
        "已更换故障部件并连续测试一小时，运行正常。", "已为您调整设置，请重新登录后使用。", "缺少的包裹今早已从仓库发出。", "款项已退回，预计三天内到账。", "操作步骤已整理给您，如有疑问请随时联系。", "您的建议已列入下个版本计划，感谢支持！",
    ];

    public static readonly string[] Notes = ["Spoke with engineering: known fault, patch on Thursday.", "Customer was calm on the phone.", "与工程师确认过，属于已知问题。", "客户电话中情绪稳定，注意按时回复。"];
}
