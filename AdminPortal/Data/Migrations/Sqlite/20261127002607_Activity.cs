using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Activity : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "bulk_changes",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    action = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    status = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    problem = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    selected = table.Column<int>(type: "INTEGER", nullable: false),
                    changing = table.Column<int>(type: "INTEGER", nullable: false),
                    changed = table.Column<int>(type: "INTEGER", nullable: false),
                    skipped = table.Column<int>(type: "INTEGER", nullable: false),
                    reached = table.Column<int>(type: "INTEGER", nullable: false),
                    undo_of = table.Column<byte[]>(type: "BLOB", nullable: true),
                    started_by = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    caller_id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true),
                    is_stopping = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_dismissed = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bulk_changes", x => x.id);
                    table.CheckConstraint("ck_bulk_changes_all", "status <> 'finished' OR changed + skipped = changing");
                    table.CheckConstraint("ck_bulk_changes_counts", "changed >= 0 AND skipped >= 0 AND changed + skipped <= changing AND changing <= selected AND reached <= selected");
                    table.CheckConstraint("ck_bulk_changes_finished", "(status = 'running') = (finished_at IS NULL)");
                    table.CheckConstraint("ck_bulk_changes_status", "status IN ('running', 'finished', 'cancelled', 'failed', 'interrupted')");
                });

            migrationBuilder.CreateTable(
                name: "comments",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    number = table.Column<string>(type: "TEXT", maxLength: 16, nullable: true),
                    business_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    text = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    author_id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    author_name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    edited_at = table.Column<long>(type: "INTEGER", nullable: true),
                    row_version = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 1L)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_comments", x => x.id);
                    table.CheckConstraint("ck_comments_subject", "(number IS NULL) <> (business_id IS NULL)");
                    table.ForeignKey(
                        name: "fk_comments_businesses_business_id",
                        column: x => x.business_id,
                        principalTable: "businesses",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "notification_readers",
                columns: table => new
                {
                    user_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    read_until = table.Column<long>(type: "INTEGER", nullable: false),
                    by_mail = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_notification_readers", x => x.user_id);
                    table.ForeignKey(
                        name: "fk_notification_readers_asp_net_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "notifications",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    key = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    title = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    detail = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    for_admins = table.Column<bool>(type: "INTEGER", nullable: false),
                    opened_at = table.Column<long>(type: "INTEGER", nullable: false),
                    closed_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_notifications", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "saved_views",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    page = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    query = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    columns = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    owner_id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    owner_name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    is_shared = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saved_views", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "bulk_change_chunks",
                columns: table => new
                {
                    bulk_change_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    chunk = table.Column<int>(type: "INTEGER", nullable: false),
                    numbers = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bulk_change_chunks", x => new { x.bulk_change_id, x.chunk });
                    table.ForeignKey(
                        name: "fk_bulk_change_chunks_bulk_changes_bulk_change_id",
                        column: x => x.bulk_change_id,
                        principalTable: "bulk_changes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "bulk_change_skips",
                columns: table => new
                {
                    bulk_change_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    position = table.Column<int>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bulk_change_skips", x => new { x.bulk_change_id, x.position });
                    table.ForeignKey(
                        name: "fk_bulk_change_skips_bulk_changes_bulk_change_id",
                        column: x => x.bulk_change_id,
                        principalTable: "bulk_changes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_bulk_changes_caller_id",
                table: "bulk_changes",
                column: "caller_id",
                unique: true,
                filter: "status = 'running'");

            migrationBuilder.CreateIndex(
                name: "ix_bulk_changes_undo_of",
                table: "bulk_changes",
                column: "undo_of",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_comments_business_id_id",
                table: "comments",
                columns: new[] { "business_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_comments_number_id",
                table: "comments",
                columns: new[] { "number", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_notifications_key",
                table: "notifications",
                column: "key",
                unique: true,
                filter: "closed_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_notifications_opened_at",
                table: "notifications",
                column: "opened_at");

            migrationBuilder.CreateIndex(
                name: "ix_saved_views_page_owner_id_name",
                table: "saved_views",
                columns: new[] { "page", "owner_id", "name" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "bulk_change_chunks");

            migrationBuilder.DropTable(
                name: "bulk_change_skips");

            migrationBuilder.DropTable(
                name: "comments");

            migrationBuilder.DropTable(
                name: "notification_readers");

            migrationBuilder.DropTable(
                name: "notifications");

            migrationBuilder.DropTable(
                name: "saved_views");

            migrationBuilder.DropTable(
                name: "bulk_changes");
        }
    }
}
